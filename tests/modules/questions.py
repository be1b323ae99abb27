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
}
