"""Pictures of pages are served to browsers; originals, documents and paths elsewhere are not."""

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def rendition(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Corde", file=get_test_image_file("corde.png"))
    return image.get_rendition("fill-100x100")


def test_a_rendition_is_served_once_and_for_all(client, rendition):
    response = client.get(rendition.url)
    assert response.status_code == 200 and response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"] and response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name", ["rien.png", "..%2Foriginal_images%2Fcorde.png", "corde.svg", "corde.html", ".png", "..png"]
)
def test_anything_else_is_not_there(client, rendition, name):
    assert client.get(f"/media/images/{name}").status_code == 404


def test_the_original_stays_where_it_is(client, rendition):
    assert client.get(rendition.image.file.url).status_code == 404
