"""One step per file; each a frozen dataclass that holds ports and is awaited with a state."""
