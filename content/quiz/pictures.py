"""The pictures that questions show: images of the organisation's own library, which a question names by number."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.images import get_image_model

from content.quiz.models import Answer
from content.quiz.questions import NotAQuestion, Question, pictures_of, read
from courses.permissions import collection_of
from lms.people.models import Organisation, Person

SIZE = "max-900x900"
FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}


def addresses_for(answers: Iterable[Answer]) -> dict[str, str]:
    """Name -> address of the pictures that these answers' questions show. No query when they show none."""
    return addresses_of(read(answer.version.document) for answer in answers)


def addresses_of(questions: Iterable[Question]) -> dict[str, str]:
    """The same of questions. Whose pictures they are was asked when the question was written."""
    names = {name for question in questions for name in pictures_of(question)}
    rows = _images(names).prefetch_renditions(SIZE) if names else []
    return {str(row.pk): row.get_rendition(SIZE).url for row in rows}


def check_pictures(organisation_id: int, question: Question) -> None:
    """Raises NotAQuestion when it shows a picture that is not of this organisation's library."""
    names = pictures_of(question)
    if not names:
        return
    collection = collection_of(Organisation.objects.get(pk=organisation_id))
    known = {str(pk) for pk in _images(names).filter(collection=collection).values_list("pk", flat=True)}
    if missing := sorted(names - known):
        words = _("There is no picture of that number in your library: %(names)s.") % {"names": ", ".join(missing)}
        raise NotAQuestion([words])


def adopt(organisation: Organisation, pictures: Mapping[str, bytes], person: Person) -> dict[str, str]:
    """Put pictures from a file into the library; the file's name -> ours. What is no picture is left out."""
    collection, found = collection_of(organisation), {}
    for name, data in pictures.items():
        ending = _ending(data)
        if ending is not None:
            file = ContentFile(data, name=f"question.{ending}")
            image = get_image_model()(title=name[:255], file=file, collection=collection, uploaded_by_user=person)
            image.save()
            found[name] = str(image.pk)
    return found


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A document whose pictures bear our names; one that was left out becomes its words."""
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(f'src="media:{old}"', f'src="media:{new}"')
        return value
    if isinstance(value, dict):
        return {key: renamed(each, names) for key, each in value.items()}
    return [renamed(each, names) for each in value] if isinstance(value, list) else value


def contents_of(questions: Iterable[Question]) -> dict[str, bytes]:
    """Name -> bytes of the pictures of these questions, to go along in a file."""
    found = {}
    for row in _images({name for question in questions for name in pictures_of(question)}):
        with row.file.open() as file:
            found[str(row.pk)] = file.read()
    return found


def _images(names: Iterable[str]) -> Any:
    return get_image_model().objects.filter(pk__in=[int(name) for name in names if name.isdecimal() and len(name) < 10])


def _ending(data: bytes) -> str | None:
    """The usual ending of a picture that browsers show; None for anything else."""
    try:
        with Pillow.open(io.BytesIO(data)) as picture:
            picture.verify()
            return FORMATS.get(picture.format or "")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return None
