"""Scenes: what a person sees, over HTTP, against a running server."""
