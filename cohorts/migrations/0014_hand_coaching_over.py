from django.db import migrations

MODELS = ("booking", "weeklyhours")


def rename(apps, old, new):
    """Keep what refers to these models (permissions, …) with the app that has them now."""
    types = apps.get_model("contenttypes", "ContentType").objects
    types.filter(app_label=old, model__in=MODELS).update(app_label=new)


def hand_over(apps, schema_editor):
    rename(apps, "cohorts", "coaching")


def take_back(apps, schema_editor):
    rename(apps, "coaching", "cohorts")


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_keep_materials_in_private"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(hand_over, take_back),
        # The tables, their rows and constraints stay; coaching 0001 says whose they are.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("booking", "coaching_booking"),
                migrations.AlterModelTable("weeklyhours", "coaching_weeklyhours"),
            ],
            state_operations=[
                migrations.DeleteModel("Booking"),
                migrations.DeleteModel("WeeklyHours"),
            ],
        ),
    ]
