"""One file per family of systems."""
