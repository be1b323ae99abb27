import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0007_add_reminders_and_closed_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="signaturerecord",
            name="words",
            field=models.TextField(default="", verbose_name="sentence signed"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="signaturerecord",
            name="typed_name",
            field=models.CharField(blank=True, max_length=160, verbose_name="name typed"),
        ),
        migrations.AddField(
            model_name="signaturerecord",
            name="proof_hash",
            field=models.CharField(blank=True, max_length=64, verbose_name="hash of the proof"),
        ),
        migrations.AddField(
            model_name="signaturerecord",
            name="witness",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="signaturerecord",
            name="means",
            field=models.CharField(
                choices=[
                    ("own_device", "own device, by the code of the room"),
                    ("own_link", "own device, by personal link"),
                    ("tablet", "the trainer’s tablet, drawn"),
                    ("tablet_typed", "the trainer’s tablet, name typed"),
                    ("team", "entered by the team"),
                    ("online", "online evidence"),
                ],
                max_length=20,
                verbose_name="means",
            ),
        ),
        migrations.CreateModel(
            name="AbsenceProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="name of the file")),
                ("content_type", models.CharField(max_length=40, verbose_name="type")),
                ("content", models.BinaryField(verbose_name="content")),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof",
                        to="cohorts.signaturerecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of absence",
                "verbose_name_plural": "proofs of absence",
            },
        ),
    ]
