"""Measurements of the running service, one subject a file; results go to bench/results."""
