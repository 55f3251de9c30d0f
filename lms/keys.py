"""Public keys as they come in forms and addresses."""

from uuid import UUID


def is_key(value: str) -> bool:
    """Could this be a public id? Databases refuse what could not."""
    try:
        UUID(value)
    except ValueError:
        return False
    return True
