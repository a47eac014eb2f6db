"""One file per backend of memory's ports."""
