"""``python -m skillmap``."""

from skillmap.cli import main

main()
