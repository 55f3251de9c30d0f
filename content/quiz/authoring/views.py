"""Authors write a question in the plain form of its type, see it as learners will, and read how it does."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from content.quiz.authoring.forms import MORE_ROWS, BankForm, DocumentForm
from content.quiz.authoring.policy import POLICY, organisations_for, question_for
from content.quiz.models import Question, QuizPage
from content.quiz.overview import percent
from content.quiz.pictures import addresses_of
from content.quiz.questions import TYPES, NotAQuestion, read
from content.quiz.questions.examples import EXAMPLES
from content.quiz.questions.show import Shown
from content.quiz.questions.show import render as draw
from content.quiz.regrading import touched
from content.quiz.statistics import record_of
from content.quiz.writing import add as add_question
from content.quiz.writing import change
from lms.people.access import signed_in

Context = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """First the type, then its form."""
    if not POLICY.user_has_permission(signed_in(request), "add"):
        raise PermissionDenied
    type = request.POST.get("type", "") or request.GET.get("type", "")
    if type not in TYPES:
        choices = [{"type": name, "label": each.label, "example": _words_of(name)} for name, each in TYPES.items()]
        context = {"choices": choices, **_header(_("New question"))}
        return render(request, "quiz/authoring/types.html", context)
    return _form_page(request, None, type)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    question = question_for(request, pk)
    return _form_page(request, question, question.type)


@require_POST
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the draws, or back into them. Where a quiz chose it, it stays."""
    question = question_for(request, pk)
    question.is_retired = not question.is_retired
    question.save(update_fields=["is_retired"])
    words = _("Put aside: it is drawn no more.") if question.is_retired else _("Taken up again: it can be drawn.")
    messages.success(request, words)
    return redirect("quiz-questions:edit", question.pk)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The question as learners see it, from the form as it stands; faults in words instead while there are some."""
    if not POLICY.user_has_permission(signed_in(request), "add") or request.POST.get("type") not in TYPES:
        raise Http404
    form = DocumentForm(request.POST["type"], None, request.POST)
    context: Context = {"problems": [], "html": ""}
    if form.is_valid():
        question = read(form.document())
        shown = Shown(feedback=True, right_answers=True)
        context["html"] = draw(question, prefix="preview", shown=shown, pictures=addresses_of([question]))
    else:
        context["problems"] = form.problems or [_("Some fields want a change first.")]
    return render(request, "quiz/authoring/preview.html", context)


def _form_page(request: HttpRequest, question: Question | None, type: str) -> HttpResponse:
    document = question.current.document if question and question.current else None
    data = request.POST if request.method == "POST" else None
    bank = BankForm(organisations_for(request), question, data, initial=_known(question))
    # The document that is changed is the one the author saw; another author's newer one is told below.
    form = DocumentForm(type, document, data)
    is_asking_for_rows = data is not None and "more_rows" in data
    if data is not None and not is_asking_for_rows and bank.is_valid() and form.is_valid():
        saved = _save(request, question, bank, form)
        if saved is not None:
            return redirect("quiz-questions:edit", saved.pk)
    context = {
        "question": question,
        "type": type,
        "label": TYPES[type].label,
        "bank": bank,
        "form": form,
        "row_count": len(form.rows) + (MORE_ROWS if is_asking_for_rows else 0),
        "seen": question.current_id if question else "",
        "media": sum((each.media for each in (form.form, *form.rows)), bank.media),
        **(_about(question) if question else {}),
        **_header(question.title if question else _("New question")),
    }
    if is_asking_for_rows and data is not None:
        more = data.copy()
        more["rows"] = str(context["row_count"])
        context["form"] = DocumentForm(type, document, more)
    return render(request, "quiz/authoring/question.html", context)


def _save(request: HttpRequest, question: Question | None, bank: BankForm, form: DocumentForm) -> Question | None:
    """None when something is still to be put right; the form says what."""
    document, person = form.document(), signed_in(request)
    document["tags"] = [word.strip() for word in bank.cleaned_data["tags"].split(",") if word.strip()]
    if picture := bank.cleaned_data["picture"]:
        alt = escape(bank.cleaned_data["picture_words"])
        document["text"] += f'<p><img src="media:{picture}" alt="{alt}"></p>'
    if question is not None and request.POST.get("seen") != str(question.current_id):
        form.problems = [_("Somebody changed this question meanwhile. Open it again, and put your change into it.")]
        return None
    try:
        if question is None:
            question = add_question(bank.cleaned_data["organisation"].pk, document, author=person)
            is_new = True
        else:
            is_new = change(question, document, author=person)
    except NotAQuestion as found:
        form.problems = found.problems
        return None
    question.competencies.set(bank.cleaned_data["competencies"])
    buttons = []
    if question and is_new and (count := touched(question)):
        address = reverse("quiz-questions:regrade", args=[question.pk])
        buttons.append(messages.button(address, _("See what it would change")))
        words = _("Kept as a new version. %(count)d attempts were marked by an older one.") % {"count": count}
    else:
        words = _("Kept.")
    messages.success(request, words, buttons=buttons)
    return question


def _known(question: Question | None) -> Context:
    if question is None:
        return {}
    return {
        "competencies": list(question.competencies.values_list("pk", flat=True)),
        "tags": ", ".join(question.tags.order_by("word").values_list("word", flat=True)),
    }


def _about(question: Question) -> Context:
    """Where it is used, its versions, and how it does."""
    record = record_of(question)
    pages = QuizPage.objects.filter(lines__question=question).distinct().order_by("title")[:50]
    return {
        "pages": [{"title": page.title, "url": reverse("wagtailadmin_pages:edit", args=[page.pk])} for page in pages],
        "versions": question.versions.select_related("author").order_by("-number")[:20],
        "record": record,
        "share": None if record.share is None else percent(record.share),
        "right": percent(record.right / record.asked) if record.asked else "",
        "older": touched(question),
        "regradings": question.regradings.select_related("author").order_by("-pk")[:10],
    }


def _words_of(type: str) -> str:
    from content.quiz.questions.reading import in_words

    return in_words(EXAMPLES[type]["text"])


def _header(title: str) -> Context:
    return {
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("quiz-questions:index"), "label": _("Questions")},
            {"url": "", "label": title},
        ],
    }
