"""Answers given so far learn which question of the bank they answer."""

from django.db import migrations


def name_the_questions_of_answers_so_far(apps, schema_editor):
    """Tell each answer which question it answers; its version was not counted then: 0."""
    Attempt, Response = (apps.get_model("modules", name) for name in ("Attempt", "Response"))
    asked = {}
    for attempt, questions in Attempt.objects.values_list("pk", "questions").iterator():
        asked[attempt] = [snapshot.get("question") for snapshot in questions]
    changed = []
    for response in Response.objects.only("attempt_id", "position").iterator():
        response.question_id = asked[response.attempt_id][response.position - 1]
        changed.append(response)
    Response.objects.bulk_update(changed, ["question_id"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("modules", "0005_add_question_bank")]

    operations = [
        migrations.RunPython(
            name_the_questions_of_answers_so_far, migrations.RunPython.noop
        ),
    ]
