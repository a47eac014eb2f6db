"""The shape of the code itself, checked."""
