"""One package per backend of the catalogue."""
