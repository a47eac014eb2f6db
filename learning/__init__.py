"""Pure learning: (state, event) -> state, ranking and statistics; no I/O, clock or randomness."""
