"""Says in time that a consent is about to end: periodic work."""


def warn() -> None:
    """Not yet."""
