"""The benchmark of searches in captions builds what it says; CAPTION_HOURS=1000 and -s measure it at full size."""

import json
import os

import pytest

from tests.scale.captions import measure

HOURS = int(os.environ.get("CAPTION_HOURS", "2"))


@pytest.mark.django_db
def test_a_search_costs_ten_queries_at_most_however_much_is_said(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    found = measure(HOURS)
    print(json.dumps(found, indent=1))
    costs = [one for one in found.values() if isinstance(one, dict)]
    assert all(one["queries"] <= 10 for one in costs)
    assert found["rare"]["shown"] == 1 and found["nowhere"]["shown"] == 0
    assert found["in one line of three"]["shown"] == 20
