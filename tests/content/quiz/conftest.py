"""These tests read what is said in the source language, whatever catalogue is compiled."""

import pytest


@pytest.fixture(autouse=True)
def words(source_words: None) -> None:
    """What is said is read in the source language."""
