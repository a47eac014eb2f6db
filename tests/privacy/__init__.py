"""Nothing of an erased subject is left, and nobody else is harmed."""
