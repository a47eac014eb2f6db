"""The journal and the logs read offline."""
