"""Self-assessments and questionnaires of a journey file: pages first, then the questionnaires they ask."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from content.survey.file_questions import read_questionnaire
from content.survey.models import Questionnaire, Sort, Survey, SurveyPage, Use
from content.survey.writing import OF_A_QUESTION, new_version, write_questions
from lms.catalogue.models import Journey
from lms.people.models import Organisation

TYPES = ("questionnaire", "auto_evaluation")
POSITIONING = "Q-POS"
Told = dict[str, Any]


def build_page(item: Mapping[str, Any]) -> SurveyPage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    return SurveyPage(questionnaire_code=_code_of(item), intro=item.get("texte") or "")


def export_page(page: SurveyPage) -> Told:
    """The kind's own keys of an `activites` entry: the questionnaire, where its title does not say it already."""
    usual = _code_of({"titre": page.title})
    return {"questionnaire": page.questionnaire_code} if page.questionnaire_code not in ("", usual) else {}


def finish(data: Told, organisation: Organisation, journey: Journey | None) -> None:
    """Write the questionnaires that the file holds or its self-assessments need; follow up those who have left.

    What somebody has answered stays, and the file's becomes a new version. Raises ValueError, in words.
    """
    with translation.override(str(data.get("langue") or "fr")):
        for told in data.get("questionnaires") or []:
            row = _write(organisation, read_questionnaire(told, data))
            if row.delay_days is not None and journey is not None and row.delay_days > 0:
                _follow_up(row, journey)
        for sequence in (one for block in data["blocs"] for one in block["sequences"]):
            for item in sequence["activites"]:
                if item["type"] == "auto_evaluation" and not _is_known(organisation, _code_of(item)):
                    _write(organisation, _self_assessment(item, sequence, data))


def _code_of(item: Mapping[str, Any]) -> str:
    if item.get("questionnaire"):
        return str(item["questionnaire"])[:40]
    title = slugify(str(item.get("titre") or ""))
    return POSITIONING if "positionnement" in title else title.upper()[:40]


def _is_known(organisation: Organisation, code: str) -> bool:
    return Questionnaire.objects.filter(organisation=organisation, code=code).exists()


def _write(organisation: Organisation, told: Told) -> Questionnaire:
    """This questionnaire as the file has it; nothing is touched when it is there already, word for word."""
    questions = told.pop("questions")
    code = told.pop("code")
    row = Questionnaire.objects.filter(organisation=organisation, code=code).order_by("-version").first()
    if row is None:
        row = Questionnaire.objects.create(organisation=organisation, code=code, **told)
        write_questions(row, questions)
        return row
    if _says(row, told, questions):
        return row
    row = new_version(row) if row.is_frozen else row
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    write_questions(row, questions)
    return row


def _says(row: Questionnaire, told: Told, questions: list[Told]) -> bool:
    names = [name for name in OF_A_QUESTION if name != "position"]
    present = [{name: getattr(one, name) for name in names} for one in row.questions.all()]
    usual = {"help": "", "options": [], "indicator_code": "", "competency_codes": [], "is_required": True}
    return present == [{**usual, **one} for one in questions] and all(
        getattr(row, name) == value for name, value in told.items()
    )


def _follow_up(row: Questionnaire, journey: Journey) -> None:
    open_now = Survey.objects.filter(
        sort=Survey.Sort.FOLLOW_UP, journey=journey, questionnaire__code=row.code, closed_at=None
    )
    if not open_now.exists():
        Survey.objects.create(
            organisation_id=row.organisation_id, questionnaire=row, sort=Survey.Sort.FOLLOW_UP, journey=journey
        )


def _self_assessment(item: Mapping[str, Any], sequence: Mapping[str, Any], data: Told) -> Told:
    """Where the file says no questions: the indicators that are the learner's own, else levels of what is worked on."""
    told: Told = {"code": _code_of(item), "title": str(item["titre"])[:200], "use": Use.SELF_ASSESSMENT}
    if told["code"] == POSITIONING:
        asked = {"code": "LEVELS", "title": _("Where do you stand today?"), "sort": Sort.LEVELS}
        return {**told, "use": Use.POSITIONING, "questions": [asked]}
    own = [
        {"code": one["code"], "title": one["libelle"], "sort": Sort.INDICATOR, "indicator_code": one["code"]}
        for block in data["blocs"]
        for competency in block.get("competences") or []
        for one in competency.get("indicateurs") or []
        if one.get("evaluateur") == "apprenant" and one.get("source") == sequence["code"]
    ]
    codes = [str(code) for code in sequence.get("competences") or []]
    levels = {"code": "LEVELS", "title": _("Where do you stand now?"), "sort": Sort.LEVELS, "competency_codes": codes}
    words = {"code": "WORDS", "title": _("What helps you to go on?"), "sort": Sort.LONG, "is_required": False}
    return {**told, "questions": [*(own or [levels]), words]}
