"""Stand-ins with the same names and manners as the real things."""
