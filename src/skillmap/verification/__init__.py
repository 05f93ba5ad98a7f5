"""How far a credential can be trusted: eight separate checks, never one flag."""

__all__: list[str] = []
