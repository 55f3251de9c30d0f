"""The demo's partners, what was asked of them, solutions, and where violence is reported. All names are made up."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from lms.incidents import report as reporting
from lms.incidents.models import IncidentReading, IncidentReport, Procedure
from lms.incidents.writing import add_version
from lms.partners.asking import ask
from lms.partners.asking.promise import working_time
from lms.partners.models import (
    DirectoryRules,
    Letter,
    Partner,
    PartnerPlan,
    PartnerRequest,
    RequestMessage,
    SolutionPack,
)
from lms.partners.table.apply import apply_plan
from lms.partners.table.plan import plan_table
from lms.people.models import Organisation, Person
from lms.tables import read_table

DAY = timedelta(days=1)
FILE = Path(__file__).with_name("partenaires.csv")
PROCEDURE = """Nous écoutons d’abord, sans juger. Rien n’est fait sans vous en parler, sauf danger grave et immédiat.
Dans les trois jours ouvrés, la personne nommée ici vous répond et vous dit ce qui est possible : séparer les groupes, changer de référente, prévenir la direction, déposer plainte avec vous.
Ce que vous écrivez n’est lu que par les deux personnes nommées ; chaque lecture est notée.
Personne ne peut vous reprocher d’avoir signalé quelque chose de bonne foi."""  # noqa: E501


def add_beside(organisation: Organisation, people: dict[str, Person]) -> None:
    """Nine partners in a public directory, three questions, two solutions, a procedure and one report."""
    DirectoryRules.objects.create(
        organisation=organisation,
        is_public=True,
        intro="Neuf structures près de chez vous, à chaque étape de votre projet.",
    )
    partners = _bring_in(organisation, people["dora"])
    _ask(partners, people)
    _write_packs(organisation, partners)
    _open_reports(organisation, people)


def _bring_in(organisation: Organisation, author: Person) -> dict[str, Partner]:
    """By the table that a coordinator would send."""
    lines, ignored = plan_table(read_table(FILE.read_bytes()), organisation)
    told = [one.as_json() for one in lines]
    plan = PartnerPlan.objects.create(organisation=organisation, author=author, lines=told, ignored=ignored)
    apply_plan(plan, only_right=False)
    return {row.code: row for row in Partner.objects.filter(organisation=organisation)}


def _ask(partners: dict[str, Partner], people: dict[str, Person]) -> None:
    """One answered, one that waits, one that came back. Nothing leaves by e-mail: their letters are gone already."""
    first = ask.ask(
        partners["couveuse"],
        ask.Said("Puis-je tester un service de couture à domicile pendant trois mois ?", "demo-1"),
        people["ana"],
    )
    _age(first, 9)
    message = ask.answer(first, "Oui : le contrat d’appui dure trois mois au moins. Venez jeudi matin.", "demo-1a")
    RequestMessage.objects.filter(pk=message.pk).update(made_at=timezone.now() - 8 * DAY)
    moment = timezone.now() - 8 * DAY
    minutes = working_time(first.organisation).minutes_between(timezone.now() - 9 * DAY, moment)
    PartnerRequest.objects.filter(pk=first.pk).update(answered_at=moment, seen_at=moment, answered_minutes=minutes)
    second = ask.ask(
        partners["credit-solidaire"],
        ask.Said("Je cherche 4 000 € pour un four d’occasion.", "demo-2", "Vic Lavergne", "vic@visiteurs.example"),
    )
    ask.confirm(second)
    _age(second, 1)
    third = ask.ask(
        partners["terres"], ask.Said("Y a-t-il un terrain à essayer près de Bugeat ?", "demo-3"), people["ana"]
    )
    _age(third, 2)
    ask.bounce(third)
    Letter.objects.filter(request__organisation=first.organisation).update(mail=Letter.Mail.DROPPED)


def _age(row: PartnerRequest, days: int) -> None:
    moment = timezone.now() - days * DAY
    PartnerRequest.objects.filter(pk=row.pk).update(made_at=moment, sent_at=moment, last_contact_at=moment)


def _write_packs(organisation: Organisation, partners: dict[str, Partner]) -> None:
    first = SolutionPack.objects.create(
        organisation=organisation,
        title="Une épicerie tenue par ses clients",
        territory_type="rural",
        problem="Le dernier commerce du village ferme ; la ville est à vingt-cinq minutes.",
        solution="Une association loue le local ; les clients tiennent la caisse à tour de rôle, deux heures par mois.",
        conditions="Trente foyers qui s’engagent, un local prêté un an, une personne qui tient les comptes.",
        sites="Saint-Exemple (fictif), depuis 2021\nVillage-Modèle (fictif), depuis 2023",
        cost="9 000 € pour ouvrir, dont 6 000 € de stock",
        contacts="La Maison de l’ESS (fictive)",
        is_published=True,
    )
    first.partners.set([partners["chambre-ess"], partners["credit-solidaire"]])
    second = SolutionPack.objects.create(
        organisation=organisation,
        title="Un atelier de réparation dans un rez-de-chaussée vide",
        territory_type="town",
        problem="Des rez-de-chaussée vides, des objets jetés faute de réparation proche.",
        solution="Un bail précaire, trois artisans qui partagent l’outillage, un samedi par mois ouvert à tous.",
        conditions="Une commune qui prête le local six mois ; une assurance commune.",
        sites="Ville-Exemple (fictive), depuis 2022",
        cost="3 500 € d’outillage",
        is_published=True,
    )
    second.partners.set([partners["tiers-lieu"], partners["couveuse"]])


def _open_reports(organisation: Organisation, people: dict[str, Person]) -> None:
    told = Procedure(
        text=PROCEDURE,
        contact=people["dora"],
        second=people["bo"],
        quality=people["admin"],
        phone="05 00 00 00 12",
    )
    add_version(organisation, told, people["admin"])
    said = reporting.Told(
        key="demo-incident",
        sort="discrimination",
        what="Pendant la pause, une remarque désagréable sur l’accent de quelqu’un. Cela arrive souvent.",
        where="Dans la cour",
        when="Depuis deux semaines",
        wish="Que l’on en parle au groupe, sans nommer personne.",
    )
    report, _code = reporting.receive(organisation, said, None)
    IncidentReport.objects.filter(pk=report.pk).update(received_at=timezone.now() - 6 * DAY)
    IncidentReading.objects.create(report=report, reader=people["dora"], read_at=timezone.now() - 5 * DAY)
    reporting.answer(report, people["dora"], "Merci. Nous en parlerons mardi, sans nommer personne.", "demo-answer")
    reporting.act(report, people["dora"], "Rappel des règles de vie fait au groupe.", "demo-act")
