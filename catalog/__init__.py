"""Find products: the port, its values, and its adapters."""
