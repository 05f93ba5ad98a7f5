"""What the fuzz tests measured, to be printed at the end of the run."""

SHARES: list[str] = []
