"""One file per family of criteria."""
