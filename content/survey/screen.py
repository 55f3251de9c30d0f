"""The survey's page as a learner meets it: the questions, the draft, or what was sent. Two queries."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.survey import asking
from content.survey.fields import FillForm, Item, items_of
from content.survey.models import Participant, Questionnaire
from content.survey.words import own_answers
from courses import acts
from courses.seat import seat_in
from lms.enrolment.models import Enrolment

if TYPE_CHECKING:
    from content.survey.models import SurveyPage

Context = dict[str, Any]
KEPT = "kept_survey"  # in the session: what was sent after it had ended


def page_context(page: "SurveyPage", request: HttpRequest, shown: Context) -> Context:
    """See templates/survey/survey_page.html. An author's preview and the team see the questions, and send nothing."""
    seat = seat_in(request)
    told: Context = shown.get("seat_of_survey") or {}
    own: Enrolment | None = seat.enrolment if seat else None
    activity = told.get("activity")
    participant = asking.participant_on(own, activity.pk) if own is not None and activity is not None else None
    asked = _asked(page, own, participant, activity.pk if activity is not None else 0)
    questionnaire = asked.questionnaire
    if questionnaire is None:
        return {"questionnaire": None}
    outline = seat.outline if seat else None
    if participant is not None and participant.has_answered:
        return {"questionnaire": questionnaire, "is_sent": True, **own_answers(participant, outline)}
    if told.get("state") == "done" and told.get("enrolment") is None:
        return {"questionnaire": questionnaire, "is_sent": True}
    items = items_of(asked.questions, outline)
    context = {
        "questionnaire": questionnaire,
        "is_closed": asked.is_closed,
        "may_answer": told.get("enrolment") is not None,
    }
    if context["may_answer"] and activity is not None and own is not None:
        participant = _recover(request, own, activity, page.questionnaire_code, participant, items)
        context |= {
            "answer_url": reverse("survey:answer", args=[activity.key]),
            "act": acts.make_act(own.pk),
            "language": get_language(),
        }
    return context | fill_context(questionnaire, participant, items, request.GET.get("question", ""))


def fill_context(
    questionnaire: Questionnaire, participant: Participant | None, items: list[Item], step_asked: str = ""
) -> Context:
    """The form, whole or the one question asked for. See templates/survey/fill.html."""
    draft = participant.draft if participant else {}
    is_checked = bool(draft.get("is_checked"))
    form = FillForm(items, asking.bound(participant), auto_id="a-%s")
    if form.is_bound and not is_checked:
        # A draft is no fault: what is missing is said once somebody has tried to send it.
        form = FillForm(items, None, auto_id="a-%s", initial=_initial(items, participant))
    elif is_checked and not form.is_bound:
        form = FillForm(items, asking.MultiValueDict(), auto_id="a-%s")
        form.is_valid()
    context: Context = {
        "form": form,
        "promise": promise(questionnaire),
        "has_draft": bool(draft.get("data")),
        "is_checked": is_checked and bool(form.errors),
        "shown": form.shown,
    }
    if questionnaire.one_at_a_time and len(items) > 1:
        step = step_of(form, step_asked) if form.errors and not step_asked else _whole(step_asked, len(items))
        context |= {
            "shown": form.shown[step : step + 1],
            "step": step,
            "number": step + 1,
            "count": len(items),
            "is_last": step == len(items) - 1,
            "before": step if step else None,
        }
    return context


def promise(questionnaire: Questionnaire) -> str:
    """What people are told before they answer."""
    if questionnaire.is_anonymous:
        return _(
            "Anonymous: your answers are kept without your name or the hour, and nobody reads those of fewer than five "
            "people. Until you send them, your draft is kept for you alone; sending cuts that link."
        )
    return _("Your answers bear your name: your team reads them, and you find them again here.")


def step_of(form: FillForm, asked: str) -> int:
    """The first question that wants something, else the one asked for."""
    for place, item in enumerate(form.items):
        if item.name in form.errors:
            return place
    return _whole(asked, len(form.items))


def _whole(asked: str, count: int) -> int:
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 5
    return min(max(0, int(asked) - 1), count - 1) if is_number and count else 0


def _initial(items: list[Item], participant: Participant | None) -> dict[str, Any]:
    data = asking.bound(participant)
    assert data is not None
    return {item.name: item.field.widget.value_from_datadict(data, {}, item.name) for item in items}  # type: ignore[arg-type]


def _asked(
    page: "SurveyPage", own: Enrolment | None, participant: Participant | None, activity_id: int
) -> asking.Asked:
    """The questionnaire and its questions, which nobody needs who has answered. One query at most."""
    if participant is not None:
        questionnaire = participant.survey.questionnaire
        questions = [] if participant.has_answered else list(questionnaire.questions.all())
        return asking.Asked(questionnaire, questions, not participant.survey.is_open())
    organisation_id = own.organisation_id if own else _organisation_of(page)
    return asking.newest_asked(organisation_id or 0, page.questionnaire_code, activity_id)


def _organisation_of(page: "SurveyPage") -> int | None:
    from courses.models import CataloguePage

    catalogue = CataloguePage.objects.ancestor_of(page).first() if page.path else None
    return catalogue.organisation_id if catalogue else None


def _recover(
    request: HttpRequest, own: Enrolment, activity: Any, code: str, known: Participant | None, items: list[Item]
) -> Participant | None:
    """What was sent after the session had ended becomes the draft of whoever sent it."""
    kept = request.session.get(KEPT)
    if not kept or kept["activity"] != str(activity.key):
        return known
    del request.session[KEPT]
    act = acts.read_act(kept["act"])
    if act is None or act.enrolment_id != own.pk:
        return known
    row = type(activity)(pk=activity.pk, key=activity.key, journey_id=own.journey_id)
    participant = known or asking.begin(own, row, code)
    if participant is not None:
        asking.keep_draft(participant, items, kept["data"])
    return participant
