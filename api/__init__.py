"""HTTP and the command line: translate, authenticate, limit, measure."""
