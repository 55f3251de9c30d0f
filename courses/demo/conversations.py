"""The demo's conversations in every state: answered in time, late, waiting, seen and not, over. build_demo calls it."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from lms.catalogue.models import Journey
from lms.conversations.models import Conversation, Message, Party
from lms.conversations.send import Written, send
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice, Topic
from lms.people.models import Person

DAY = timedelta(days=1)
# What somebody asked, how many hours later it was answered, and with what.
ANSWERED = (
    (20, "Est-ce que je peux faire l’enquête par téléphone ?", 5, "Oui, et gardez une trace de chaque réponse."),
    (16, "Je n’ai pas compris le seuil de rentabilité.", 30, "Regardons-le ensemble jeudi, avec vos chiffres."),
    (
        12,
        "Mon fils est malade, je manquerai l’atelier.",
        2,
        "Prenez soin de lui. Une autre date existe le mardi suivant.",
    ),
    (9, "Faut-il déjà choisir un statut ?", 200, "Pardon pour l’attente : non, rien ne presse avant la semaine 7."),
    (6, "Ma banque me demande un prévisionnel.", 20, "Je vous envoie le modèle que nous utilisons."),
)


def write_conversations(journey: Journey, ana: Enrolment, people: dict[str, Person]) -> None:
    """After everybody lived. Nobody is e-mailed about what happened long ago."""
    chloe, dora = people["chloe"], people["dora"]
    _with_ana(ana, chloe)
    rows = Enrolment.objects.filter(journey=journey, person__isnull=False).exclude(pk=ana.pk)
    active = list(rows.filter(state=Enrolment.State.ACTIVE).select_related("person").order_by("pk"))
    for enrolment, (days, question, hours, answer) in zip(active, ANSWERED, strict=False):
        asked = timezone.now() - days * DAY
        _say(enrolment, enrolment.person, question, asked)
        # Who waited longest was answered by Dora, in Chloé's absence.
        _say(enrolment, dora if hours > 100 else chloe, answer, asked + timedelta(hours=hours))
    for enrolment, ago in zip(active[len(ANSWERED) :], (8.0, 0.2), strict=False):
        _say(enrolment, enrolment.person, "Pouvez-vous relire ma page avant vendredi ?", timezone.now() - ago * DAY)
    _over(rows.filter(state=Enrolment.State.ENDED).order_by("pk").first(), chloe)
    _bring_in(people["bo"], chloe, active[0])
    Notice.objects.filter(topic=Topic.MESSAGE, mail=Notice.Mail.DUE).update(mail=Notice.Mail.NONE)


def _with_ana(ana: Enrolment, chloe: Person) -> None:
    now = timezone.now()
    lines = (
        (9.1, ana.person, "Bonjour Chloé, mon enquête avance : déjà cinq personnes. Est-ce assez ?"),
        (8.9, chloe, "Bravo ! Visez huit, dont deux qui ne vous connaissent pas. On en parle au prochain rendez-vous."),
        (1.1, ana.person, "J’ai ma huitième réponse. Que dois-je en faire maintenant ?"),
        (0.9, chloe, "Rangez-les dans le tableau de la séquence « Mon marché », puis envoyez-le-moi."),
    )
    for days, author, text in lines:
        _say(ana, author, text, now - days * DAY)
    # All but the last was seen.
    last = Message.objects.filter(conversation__enrolment=ana).order_by("-sent_at").values("pk")[:1]
    seen = Message.objects.filter(conversation__enrolment=ana).exclude(pk__in=list(last.values_list("pk", flat=True)))
    seen.update(seen_at=now - 0.5 * DAY)


def _over(enrolment: Enrolment | None, chloe: Person) -> None:
    """What was written before the end can still be read; nothing is added."""
    if enrolment is None:
        return
    state, ended = Enrolment.State, enrolment.ends_on
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state.ACTIVE)
    moment = timezone.now() - 30 * DAY
    _say(enrolment, enrolment.person, "Merci pour tout, j’ouvre samedi !", moment)
    _say(enrolment, chloe, "Quelle belle nouvelle. Donnez-nous de vos nouvelles dans six mois.", moment + DAY / 8)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state.ENDED, ends_on=ended)


def _bring_in(bo: Person, chloe: Person, enrolment: Enrolment) -> None:
    conversation = Conversation.objects.get(enrolment=enrolment)
    Party.objects.create(conversation=conversation, person=bo, brought_by=chloe)


def _say(enrolment: Enrolment, author: Person | None, text: str, at: datetime) -> None:
    assert author is not None
    author.forget_roles()
    send(enrolment, author, Written(text, uuid4().hex), at)
