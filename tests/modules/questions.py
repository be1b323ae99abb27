"""One question of each kind, as Wagtail stores what its author wrote (modules/kinds/kind.py)."""


def items(*values):
    """Return a stored list; the id of each value is its place, from "0"."""
    return [
        {"type": "item", "id": str(index), "value": value} for index, value in enumerate(values)
    ]


EXAMPLES = {
    "single_choice": {
        "text": "Quelle loi a créé le contrat d’association ?",
        "options": items(
            {"text": "Celle de 1901", "is_correct": True, "feedback": "Du 1er juillet."},
            {"text": "Celle de 1905", "is_correct": False, "feedback": "Elle sépare les Églises."},
        ),
        "explanation": "La loi du 1er juillet 1901.",
    },
    "multiple_choice": {
        "text": "Qui peut financer une association ?",
        "options": items(
            {"text": "Une commune", "is_correct": True, "feedback": ""},
            {"text": "Une entreprise", "is_correct": True, "feedback": ""},
            {"text": "Personne", "is_correct": False, "feedback": ""},
        ),
        "credit": "right_minus_wrong",
        "explanation": "",
    },
    "scale": {
        "text": "Ce module m’a été utile.",
        "points": items("Pas du tout", "Un peu", "Tout à fait"),
        "low": "",
        "high": "",
        "has_no_opinion": True,
        "explanation": "",
    },
    "open_text": {
        "text": "Décrivez une alliance de votre territoire.",
        "longest": 200,
        "rubric": items(
            {
                "title": "Les acteurs",
                "levels": items(
                    {"text": "Aucun n’est nommé", "points": 0},
                    {"text": "Chacun est nommé", "points": 2},
                ),
            }
        ),
        "model_answer": "Une association et une entreprise…",
        "guidance": "Compter les acteurs.",
        "explanation": "",
    },
    "true_false": {
        "text": "Une association peut employer des salariés.",
        "is_true": "true",
        "feedback_true": "",
        "feedback_false": "Beaucoup le font.",
        "explanation": "Près de deux millions de personnes.",
    },
    "short_text": {
        "text": "De quelle année date la loi, en toutes lettres ?",
        "accepted": items(
            {"text": "l’été mille neuf cent un", "feedback": "Précis."},
            {"text": "1901", "feedback": ""},
        ),
        "strict": [],
        "explanation": "",
    },
    "number": {
        "text": "Quelle distance ?",
        "number": "3.5",
        "tolerance": "0.1",
        "tolerance_kind": "absolute",
        "units": items({"name": "km", "factor": "1"}, {"name": "m", "factor": "0.001"}),
        "needs_unit": False,
        "explanation": "",
    },
    "matching": {
        "text": "Qui fait quoi ?",
        "pairs": items(
            {"left": "La commune", "right": "une subvention", "feedback": "Par une délibération."},
            {"left": "La région", "right": "Une subvention", "feedback": ""},
            {"left": "L’entreprise", "right": "un mécénat", "feedback": ""},
        ),
        "distractors": items("une amende"),
        "explanation": "",
    },
    "ordering": {
        "text": "Dans quel ordre ?",
        "items": items(
            {"text": "Rencontrer", "feedback": ""},
            {"text": "Construire", "feedback": "Après la rencontre."},
            {"text": "Signer", "feedback": ""},
            {"text": "Évaluer", "feedback": ""},
        ),
        "credit": "neighbours",
        "explanation": "",
    },
    "gap_text": {
        "text": "La loi de [[2]] concerne les [[1]].",
        "gaps": [
            {
                "type": "single_choice",
                "id": "who",
                "value": {
                    "text": "",
                    "options": items(
                        {"text": "associations", "is_correct": True, "feedback": ""},
                        {"text": "Églises", "is_correct": False, "feedback": ""},
                    ),
                    "explanation": "",
                },
            },
            {
                "type": "number",
                "id": "when",
                "value": {"text": "année", "number": "1901", "explanation": "Le 1er juillet."},
            },
        ],
        "explanation": "",
    },
}
