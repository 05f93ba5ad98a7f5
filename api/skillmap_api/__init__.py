"""The HTTP service over skillmap."""
