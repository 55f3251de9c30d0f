"""Authors write, find, import, export and correct questions in the admin; nobody reaches another team's bank."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.quiz.authoring.forms import DocumentForm
from content.quiz.authoring.incoming import FEW_QUESTIONS
from content.quiz.models import Line, Question, QuestionImport, QuizPage
from content.quiz.questions import TYPES, read, write
from content.quiz.questions.examples import EXAMPLES
from content.quiz.writing import add, add_many, change
from courses.permissions import sync_memberships
from lms.people.models import Role
from tests.content.quiz.setting import answer_all, bank, begin, quiz_in
from tests.courses.walk import make_walk
from tests.factories import make_person

pytestmark = pytest.mark.django_db
GIFT = "::Capitale::Quelle est la capitale ? {=Paris ~Lyon}\n\n::Vrai::Le pain lève. {T}\n\n::Dessin::Texte seul.\n"


@pytest.fixture
def walk():
    walk = make_walk(blocks=1)
    world = walk.world
    world.people["pia"] = make_person("Pia Autre", world.other_organisation, Role.TRAINER)
    for organisation in (world.organisation, world.other_organisation):
        sync_memberships(organisation)
    return walk


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def bo(walk) -> Client:
    return signed_in(walk.world.bo)


def posted(document=None, type="", **changes) -> dict[str, str]:
    """What the form of a question sends when nothing but `changes` is typed."""
    form = DocumentForm(type or document["type"], document)
    data = {"type": form.type, "rows": str(len(form.rows)), "seen": "", "tags": "", "picture_words": ""}
    for each in (form.form, *form.rows):
        for name in each.fields:
            value = each[name].value()
            if value not in (None, False):
                data[each.add_prefix(name)] = value if isinstance(value, str) else str(value)
    return {**data, **changes}


@pytest.mark.parametrize("type", sorted(TYPES))
def test_a_form_that_is_sent_back_untouched_says_the_same(type):
    document = write(read(EXAMPLES[type]))
    form = DocumentForm(type, document, posted(document))
    assert form.is_valid(), (form.problems, form.form.errors, [row.errors for row in form.rows])
    assert write(read(form.document())) == document


@pytest.mark.parametrize("type", sorted(TYPES))
def test_a_form_opens_for_each_type(bo, type):
    page = bo.get(reverse("quiz-questions:add"), {"type": type})
    assert page.status_code == 200 and 'name="d-text"' in page.content.decode()


def test_an_author_writes_a_question_sees_it_and_changes_it(walk, bo):
    competency = walk.world.indicator().competency
    told = {
        **posted(type="single"),
        "d-name": "Saison",
        "d-text": "<p>Quand pousse la fraise ?</p>",
        "r0-text": "Au printemps & en été",
        "r0-share": "100",
        "r1-text": "En hiver",
        "r1-share": "",
        "tags": "Jardin, fruits",
        "competencies": str(competency.pk),
        "organisation": str(walk.world.organisation.pk),
    }
    seen = bo.post(reverse("quiz-questions:preview"), told).content.decode()
    assert "Quand pousse la fraise" in seen and "printemps &amp; en été" in seen
    assert not Question.objects.exists()
    assert bo.post(reverse("quiz-questions:add"), told).status_code == 302
    question = Question.objects.get()
    assert (question.title, question.organisation, question.type) == ("Saison", walk.world.organisation, "single")
    assert sorted(tag.word for tag in question.tags.all()) == ["fruits", "jardin"]
    assert list(question.competencies.all()) == [competency]
    document = question.current.document
    edit = reverse("quiz-questions:edit", args=[question.pk])
    data = posted(document, tags="jardin", seen=str(question.current_id), **{"d-text": "<p>Et la cerise ?</p>"})
    assert bo.post(edit, data).status_code == 302
    question.refresh_from_db()
    assert question.current.number == 2 and question.current.author == walk.world.bo
    assert document in [version.document for version in question.versions.all()]
    assert [tag.word for tag in question.tags.all()] == ["jardin"]


def test_what_is_wrong_is_said_and_nothing_is_lost(walk, bo):
    told = {**posted(type="single"), "d-text": "<p>Et alors ?</p>", "r0-text": "Oui", "r1-text": "Non"}
    told |= {"organisation": str(walk.world.organisation.pk)}
    page = bo.post(reverse("quiz-questions:add"), told).content.decode()
    assert "Et alors ?" in page and not Question.objects.exists()


def test_two_authors_at_once_lose_no_change(walk, bo):
    question = bank(walk.world.organisation, "single")[0]
    seen, document = question.current_id, question.current.document
    change(question, {**document, "text": "<p>Nouveau</p>"})
    edit = reverse("quiz-questions:edit", args=[question.pk])
    bo.post(edit, posted(document, seen=str(seen), **{"d-text": "<p>Autre</p>"}))
    question.refresh_from_db()
    assert question.current.number == 2 and "Nouveau" in question.current.document["text"]


def test_the_list_finds_by_words_type_competency_and_tag(walk, bo):
    organisation, competency = walk.world.organisation, walk.world.indicator().competency
    add(organisation.pk, {**EXAMPLES["single"], "name": "Fraises", "tags": ["jardin"]}, competencies=[competency.pk])
    add(organisation.pk, {**EXAMPLES["true_false"], "name": "Cerises"})
    index = reverse("quiz-questions:index")

    def found(**query) -> list[bool]:
        page = bo.get(index, query).content.decode()
        return ["Fraises" in page, "Cerises" in page]

    assert found() == [True, True]
    assert found(q="prescripteur utilise") == [True, False]
    assert found(type="true_false") == [False, True]
    assert found(tag="Jardin") == [True, False]
    assert found(competencies=competency.pk) == [True, False]
    assert found(is_retired="true") == [False, False]


def test_a_question_put_aside_is_drawn_no_more(walk, bo):
    questions = [add(walk.world.organisation.pk, {**EXAMPLES["single"], "tags": ["tri"]}) for _ in range(3)]
    bo.post(reverse("quiz-questions:put_aside", args=[questions[0].pk]))
    page = quiz_in(walk, [], Line(tag="tri", count=3))
    attempt = begin(signed_in(walk.world.ana), page)
    assert {row.version.question_id for row in attempt.answers.select_related("version")} == {
        one.pk for one in questions[1:]
    }


def test_a_file_is_shown_first_and_written_once_when_confirmed(walk, bo, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("banque.gift", GIFT.encode())
    told = {"file": file, "organisation": walk.world.organisation.pk, "tags": "Import"}
    answer = bo.post(reverse("quiz-questions:import"), told)
    page = bo.get(answer["Location"]).content.decode()
    assert "Capitale" in page and "Dessin" in page and not Question.objects.exists()
    assert bo.post(answer["Location"]).status_code == 302
    assert bo.post(answer["Location"]).status_code == 302
    assert sorted(Question.objects.values_list("title", flat=True)) == ["Capitale", "Vrai"]
    assert set(Question.objects.values_list("tags__word", flat=True)) == {"import"}
    assert "2 questions" in bo.get(answer["Location"]).content.decode()
    QuestionImport.objects.update(made_at=timezone.now() - timedelta(days=2))
    bo.get(reverse("quiz-questions:import"))
    assert not QuestionImport.objects.exists()


def test_a_long_file_is_read_and_written_by_a_worker_while_its_author_may_leave(
    walk, bo, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    count = FEW_QUESTIONS + 1
    text = "".join(f"::Q{number}:: {'Une phrase assez longue. ' * 30} {{T}}\n\n" for number in range(count))
    told = {"file": SimpleUploadedFile("longue.gift", text.encode()), "organisation": walk.world.organisation.pk}
    with django_capture_on_commit_callbacks() as asked:
        address = bo.post(reverse("quiz-questions:import"), told)["Location"]
    page = bo.get(address).content.decode()
    assert 'http-equiv="refresh"' in page and "<progress" in page
    assert bo.post(address).status_code == 200, "nothing to confirm yet"
    for work in asked:
        work()
    assert "Q0" in bo.get(address).content.decode() and not Question.objects.exists()
    with django_capture_on_commit_callbacks() as asked:
        assert bo.post(address)["Location"] == bo.post(address)["Location"] == address
    assert "<progress" in bo.get(address).content.decode() and len(asked) == 1
    for work in [*asked, *asked]:
        work()
    assert Question.objects.count() == count
    page = bo.get(address).content.decode()
    assert str(count) in page and "refresh" not in page


def test_a_file_that_cannot_be_read_says_why(walk, bo, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><quiz>&b;</quiz>")
    answer = bo.post(
        reverse("quiz-questions:import"), {"file": file, "organisation": walk.world.organisation.pk, "tags": ""}
    )
    assert "critical" in bo.get(answer["Location"]).content.decode()
    assert bo.post(answer["Location"]).status_code == 200 and not Question.objects.exists()


@pytest.mark.parametrize(("format", "start"), [("moodle", "<?xml"), ("gift", "")])
def test_the_bank_goes_out_as_a_file(walk, bo, format, start):
    bank(walk.world.organisation)
    bank(walk.world.other_organisation, "short")
    told = {"organisation": walk.world.organisation.pk, "format": format}
    answer = bo.post(reverse("quiz-questions:export"), told)
    text = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"] and text.startswith(start)
    assert "prescripteur" in text and "seuil de rentabilité" not in text


def test_marking_again_is_shown_first_and_done_by_those_who_may(walk, bo):
    questions = bank(walk.world.organisation)
    page = quiz_in(walk, questions)
    ana = signed_in(walk.world.ana)
    attempt = begin(ana, page)
    answer_all(ana, attempt)
    change(questions[0], {**questions[0].current.document, "answer": True})
    address = reverse("quiz-questions:regrade", args=[questions[0].pk])
    html = bo.get(address).content.decode()
    assert "Ana Ferreira" in html and "75 %" in html
    attempt.refresh_from_db()
    assert attempt.score == 1
    emile = signed_in(walk.world.emile)
    assert "Ana" not in emile.get(address, follow=True).content.decode()
    emile.post(address)
    attempt.refresh_from_db()
    assert attempt.score == 1
    bo.post(address)
    attempt.refresh_from_db()
    assert attempt.score == 0.75


def test_a_question_says_where_it_is_used_and_how_it_does(walk, bo):
    questions = bank(walk.world.organisation)
    page = quiz_in(walk, questions, title="Le grand quiz")
    ana = signed_in(walk.world.ana)
    answer_all(ana, begin(ana, page), wrong=(1,))
    html = bo.get(reverse("quiz-questions:edit", args=[questions[1].pk])).content.decode()
    assert "Le grand quiz" in html and "100 %" in html


def test_another_team_reaches_nothing(walk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    question = bank(walk.world.organisation, "single")[0]
    file = SimpleUploadedFile("banque.gift", GIFT.encode())
    told = {"file": file, "organisation": walk.world.organisation.pk, "tags": ""}
    waiting = signed_in(walk.world.bo).post(reverse("quiz-questions:import"), told)["Location"]
    pia = signed_in(walk.world.pia)
    for name in ("edit", "regrade"):
        assert pia.get(reverse(f"quiz-questions:{name}", args=[question.pk]), follow=True).status_code == 404
    assert pia.post(reverse("quiz-questions:put_aside", args=[question.pk]), follow=True).status_code == 404
    assert pia.get(waiting, follow=True).status_code == 404
    assert "Qui paie" not in pia.get(reverse("quiz-questions:index")).content.decode()
    assert "Qui paie" not in pia.get("/admin/quiz-question-chooser/").content.decode()
    told = {"organisation": walk.world.organisation.pk, "format": "moodle"}
    assert "prescripteur" not in pia.post(reverse("quiz-questions:export"), told).content.decode()
    told = {**posted(EXAMPLES["single"]), "organisation": str(walk.world.organisation.pk)}
    pia.post(reverse("quiz-questions:add"), told)
    assert Question.objects.count() == 1


def test_a_picture_of_another_library_is_refused(walk, bo):
    told = {
        **posted(EXAMPLES["true_false"]),
        "d-text": "<p>Voyez [image 999: une fraise]</p>",
        "organisation": str(walk.world.organisation.pk),
    }
    assert "999" in bo.post(reverse("quiz-questions:add"), told).content.decode()
    assert not Question.objects.exists()


def test_the_page_editor_offers_the_bank_and_refuses_lines_that_say_nothing(walk, bo):
    question = bank(walk.world.organisation, "single")[0]
    results = bo.get("/admin/quiz-question-chooser/results/", {"q": "prescripteur"}).content.decode()
    assert "Qui paie" in results
    chosen = json.loads(bo.get(f"/admin/quiz-question-chooser/chosen/{question.pk}/").content)
    assert chosen["result"]["id"] == str(question.pk)
    page = quiz_in(walk, [question])
    editor = bo.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert editor.status_code == 200 and "Qui paie" in editor.content.decode()


def test_ten_thousand_questions_come_in_by_hundreds(walk, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        add_many(walk.world.organisation.pk, [EXAMPLES["single"]] * 100, tags=["tri"])
    assert Question.objects.filter(current__isnull=False, tags__word="tri").count() == 100
    assert QuizPage.objects.count() == 0
