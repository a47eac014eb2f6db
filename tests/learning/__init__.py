"""Tests of learning: pure functions over events."""
