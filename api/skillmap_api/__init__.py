"""The HTTP service over skillmap."""

from skillmap_api.app import create_app

__all__ = ["create_app"]
