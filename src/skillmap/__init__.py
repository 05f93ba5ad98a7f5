"""Skills profiling and recognition of prior learning."""

__version__ = "0.1.0"
