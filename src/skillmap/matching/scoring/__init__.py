"""One file per scorer."""
