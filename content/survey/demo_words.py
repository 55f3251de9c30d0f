"""The words of the demo's surveys: in French, as everything that its learners read. demo.py calls it."""

from typing import Any

from content.survey.models import Sort

FROM_AFAR = (
    "Six mois ont passé. Où en êtes-vous ? Créer, attendre ou changer de projet sont de bons choix : toutes les "
    "réponses nous intéressent."
)

PEERS: list[dict[str, Any]] = [
    {"code": "PART", "title": "J’ai fait ma part du travail commun", "sort": Sort.SCALE5},
    {"code": "ECOUTE", "title": "J’ai écouté les autres avant de décider", "sort": Sort.SCALE5},
    {"code": "ROLES", "title": "Nous avons su nous répartir les rôles", "sort": Sort.SCALE5},
    {
        "code": "APPORT",
        "title": "Ce que les autres m’ont apporté",
        "help": "Plusieurs réponses possibles.",
        "sort": Sort.CHOICES,
        "options": [
            {"code": "idee", "label": "une idée que je n’aurais pas eue"},
            {"code": "methode", "label": "une façon de m’y prendre"},
            {"code": "contact", "label": "un contact utile"},
            {"code": "courage", "label": "du courage"},
        ],
    },
    {
        "code": "MERCI",
        "title": "Un merci à quelqu’un du groupe, et pour quoi",
        "sort": Sort.LONG,
        "is_required": False,
    },
]
REVIEW: list[dict[str, Any]] = [
    {
        "code": "NIVEAUX",
        "title": "Où en êtes-vous aujourd’hui ?",
        "help": "Comparez ensuite avec votre référente à ce que vous aviez dit le premier jour.",
        "sort": Sort.LEVELS,
    },
    {
        "code": "SUITE",
        "title": "Ma suite",
        "sort": Sort.CHOICE,
        "options": [
            {"code": "creer", "label": "je crée mon activité"},
            {"code": "tester", "label": "je teste encore avant de décider"},
            {"code": "attendre", "label": "j’attends un meilleur moment"},
            {"code": "autre", "label": "je change de projet"},
        ],
    },
    {"code": "FIERTE", "title": "Ce dont je suis fier ou fière", "sort": Sort.LONG, "is_required": False},
    {"code": "ENCORE", "title": "Ce que je veux encore travailler", "sort": Sort.LONG, "is_required": False},
]
NEEDS: list[dict[str, Any]] = [
    {
        "code": "SERVICES",
        "title": "Quels services vous manquent à moins de dix minutes ?",
        "help": "Plusieurs réponses possibles.",
        "sort": Sort.CHOICES,
        "options": [
            {"code": "colis", "label": "dépôt et retrait de colis"},
            {"code": "pressing", "label": "pressing et retouches"},
            {"code": "papiers", "label": "aide pour les papiers en ligne"},
            {"code": "paniers", "label": "paniers de producteurs"},
            {"code": "reparer", "label": "petites réparations"},
        ],
    },
    {
        "code": "QUAND",
        "title": "À quel moment viendriez-vous ?",
        "sort": Sort.CHOICE,
        "options": [
            {"code": "matin", "label": "tôt le matin"},
            {"code": "midi", "label": "à midi"},
            {"code": "soir", "label": "en fin de journée"},
            {"code": "samedi", "label": "le samedi"},
        ],
    },
    {"code": "ENVIE", "title": "Ce lieu vous serait-il utile ?", "sort": Sort.SCALE10},
    {"code": "MOT", "title": "Un mot de plus ?", "sort": Sort.LONG, "is_required": False},
]

CHANGES = (
    "Plus de temps sur les chiffres, en petit groupe.",
    "Garder les ateliers du matin : l’après-midi je récupère les enfants.",
    "Rien, c’était le bon rythme.",
    "Un rendez-vous de plus au milieu du parcours.",
    "Des exemples de gens qui ont renoncé, ça aide à choisir.",
    "Que la visio marche mieux depuis un téléphone.",
    "Rencontrer plus tôt des chefs d’entreprise du coin.",
)
REUSED = (
    "Mon budget du foyer : je le tiens chaque mois.",
    "La grille d’entretien, pour parler avec mes clients.",
    "Le calcul du seuil de rentabilité.",
    "Savoir dire non à une commande qui ne paie pas.",
)
WISHES = (
    "Un coup de main pour la comptabilité de la première année.",
    "Retrouver le groupe une fois par trimestre.",
    "Un local partagé, même petit.",
    "Quelqu’un à qui poser une question juridique.",
)
NEEDED = (
    "Un endroit ouvert après dix-huit heures, ce serait déjà beaucoup.",
    "Je peux prêter un coin de ma boutique.",
    "Il faudrait quelqu’un qui connaisse tout le monde.",
)
