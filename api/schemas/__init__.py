"""Request and reply bodies, one file per area; what is inside them is checked here and once."""
