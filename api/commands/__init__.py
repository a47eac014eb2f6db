"""One file per command of `leafloop`."""
