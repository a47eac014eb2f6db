"""One package per backend of the language ports."""
