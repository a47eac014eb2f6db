"""Processes killed at random, and what must hold afterwards."""
