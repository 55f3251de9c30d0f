"""Prepares videos in the background: what a worker does."""


def sweep() -> None:
    """Not yet."""
