"""One file per source of tasks."""
