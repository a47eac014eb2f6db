"""Settings to open services: the only place that names an adapter."""
