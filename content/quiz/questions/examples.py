"""One document of each type, as an author would write it: for tests, for the demo, and to see what a document holds."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "single": {
        "type": "single",
        "name": "Qui paie ?",
        "text": "<p>Qui appelle-t-on un <strong>prescripteur</strong> ?</p>",
        "choices": [
            {"text": "Celui qui paie", "share": 0, "feedback": "C’est le client."},
            {"text": "Celui qui conseille d’acheter", "share": 1, "feedback": "Oui : il ouvre des portes."},
            {"text": "Celui qui utilise", "share": 0, "feedback": "C’est l’utilisateur."},
        ],
    },
    "multiple": {
        "type": "multiple",
        "name": "Charges fixes",
        "text": "<p>Quelles charges sont fixes ?</p>",
        "choices": [
            {"text": "Le loyer", "share": 0.5},
            {"text": "L’assurance", "share": 0.5},
            {"text": "La farine du boulanger", "share": -0.5, "feedback": "Elle suit le nombre de pains."},
            {"text": "Les sacs en papier", "share": -0.5},
        ],
        "feedback_partly": "Une charge fixe se paie même sans vendre.",
    },
    "true_false": {
        "type": "true_false",
        "name": "Idée et projet",
        "text": "<p>Une idée est déjà un projet.</p>",
        "answer": False,
        "feedback_true": "Il lui manque des clients, une date, un prix.",
    },
    "short": {
        "type": "short",
        "name": "Seuil",
        "text": "<p>Comment nomme-t-on le chiffre d’affaires qui couvre toutes les charges ?</p>",
        "answers": [
            {"text": "seuil de rentabilité", "share": 1},
            {"text": "point mort", "share": 1},
            {"text": "*seuil*", "share": 0.5, "feedback": "Lequel ?"},
        ],
    },
    "numerical": {
        "type": "numerical",
        "name": "Marge",
        "text": "<p>Un pain coûte 0,60 € et se vend 1,50 €. Quelle est la marge ?</p>",
        "answers": [{"value": 0.9, "tolerance": 0.005, "share": 1}],
        "unit": "€",
        "points": 2,
    },
    "matching": {
        "type": "matching",
        "name": "Qui fait quoi",
        "text": "<p>Qui peut vous aider ?</p>",
        "pairs": [
            {"text": "Un prêt d’honneur", "answer": "Initiative France"},
            {"text": "Un microcrédit", "answer": "Adie"},
            {"text": "Une garantie bancaire", "answer": "France Active"},
        ],
        "distractors": ["La Poste"],
    },
    "ordering": {
        "type": "ordering",
        "name": "Étapes",
        "text": "<p>Dans quel ordre avance-t-on ?</p>",
        "items": [
            {"text": "Nommer ses clients"},
            {"text": "Les rencontrer"},
            {"text": "Fixer un prix"},
            {"text": "Choisir un statut"},
        ],
    },
    "gaps": {
        "type": "gaps",
        "name": "Prévisionnel",
        "text": "<p>Le chiffre d’affaires moins les [[1]] donne le [[2]]. Sur [[3]] mois, on parle d’un exercice.</p>",
        "gaps": [
            {"type": "typed", "answers": [{"text": "charges"}, {"text": "dépenses", "share": 0.5}]},
            {"type": "chosen", "answers": [{"text": "résultat", "share": 1}, {"text": "capital"}, {"text": "stock"}]},
            {"type": "number", "answers": [{"value": 12}]},
        ],
    },
    "drag": {
        "type": "drag",
        "name": "Offre",
        "text": "<p>J’aide [[1]] à [[2]] grâce à [[3]].</p>",
        "blanks": ["des parents pressés", "bien manger", "des paniers livrés"],
        "distractors": ["tout le monde"],
    },
    "essay": {
        "type": "essay",
        "name": "Votre client",
        "text": "<p>Décrivez une personne qui achèterait chez vous.</p>",
        "min_words": 30,
        "max_words": 200,
        "guidance": "<p>Une personne précise, un besoin, une occasion d’achat.</p>",
    },
}
