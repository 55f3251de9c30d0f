"""Files of these tests stand in a folder of their own; what is said is read in the source language."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def own_shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    with translation.override("en"):
        yield tmp_path / "private"


@pytest.fixture(autouse=True)
def words(source_words: None) -> None:
    """In English, whatever the catalogues say."""
