"""Puts questions into the bank. A changed question gets another version; what was drawn before stays as it was."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.quiz.models import Question, QuestionTag, QuestionVersion
from content.quiz.pictures import check_pictures
from content.quiz.questions import Question as Content
from content.quiz.questions import read, write
from content.quiz.questions.reading import in_words
from lms.people.models import Person


def add(
    organisation_id: int, document: dict[str, Any], *, author: Person | None = None, competencies: Iterable[int] = ()
) -> Question:
    """A new question. Raises NotAQuestion when the document is none."""
    content = read(document)
    check_pictures(organisation_id, content)
    with transaction.atomic():
        question = Question.objects.create(organisation_id=organisation_id, type=content.type, title="…")
        question.competencies.set(competencies)
        return _save(question, content, 1, author)


def change(question: Question, document: dict[str, Any], *, author: Person | None = None) -> bool:
    """Give the question this content, as another version; False when it says the same. Raises NotAQuestion."""
    content = read(document)
    check_pictures(question.organisation_id, content)
    with transaction.atomic():
        locked = Question.objects.select_for_update().get(pk=question.pk)
        last = locked.versions.order_by("number").last()
        if last is not None and last.document == write(content):
            return False
        question.type = content.type
        _save(question, content, last.number + 1 if last else 1, author)
    return True


def add_many(
    organisation_id: int, documents: Iterable[dict[str, Any]], *, author: Person | None = None, tags: Iterable[str] = ()
) -> list[Question]:
    """New questions, all or none, in a few queries a hundred. Raises NotAQuestion."""
    contents = [read(document) for document in documents]
    with transaction.atomic():
        questions = Question.objects.bulk_create(
            [Question(organisation_id=organisation_id, **_shown(content)) for content in contents], batch_size=100
        )
        versions = QuestionVersion.objects.bulk_create(
            [
                QuestionVersion(question=question, number=1, document=write(content), author=author)
                for question, content in zip(questions, contents, strict=True)
            ],
            batch_size=100,
        )
        for question, version in zip(questions, versions, strict=True):
            question.current = version
        Question.objects.bulk_update(questions, ["current"], batch_size=100)
        rows = [
            QuestionTag(question=question, word=word)
            for question, content in zip(questions, contents, strict=True)
            for word in tags_of([*content.tags, *tags])
        ]
        QuestionTag.objects.bulk_create(rows, batch_size=300)
    return questions


def _save(question: Question, content: Content, number: int, author: Person | None) -> Question:
    question.current = QuestionVersion.objects.create(
        question=question, number=number, document=write(content), author=author
    )
    for name, value in _shown(content).items():
        setattr(question, name, value)
    question.changed_at = timezone.now()
    question.save()
    words = tags_of(content.tags)
    question.tags.exclude(word__in=words).delete()
    QuestionTag.objects.bulk_create(
        [QuestionTag(question=question, word=word) for word in words], ignore_conflicts=True
    )
    return question


def _shown(content: Content) -> dict[str, Any]:
    """What lists and search know of a question."""
    texts = list(dict.fromkeys(in_words(text) for text in _texts(write(content))))
    title = content.name or in_words(content.text)[:120] or str(_("Without a name"))
    return {
        "type": content.type,
        "title": title[:255],
        "words": " ".join([content.name, *texts]).lower()[:20_000],
        "points": Decimal(str(content.points)).quantize(Decimal("0.01")),
    }


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "type":
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def tags_of(words: Iterable[str]) -> list[str]:
    """As they are kept: small letters, single spaces, each once."""
    found = (" ".join(word.lower().split())[:60].strip() for word in words)
    return list(dict.fromkeys(word for word in found if word))
