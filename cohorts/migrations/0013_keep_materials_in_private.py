"""Materials as files of their own, behind the door of their session, instead of site documents."""

import mimetypes
from pathlib import PurePosixPath

import cohorts.models.sessions
from django.db import migrations, models
from django.db.models import Q


def take_documents_along(apps, schema_editor):
    """Let the few that named a document of the site keep its file."""
    for material in apps.get_model("cohorts", "SessionMaterial").objects.exclude(document=None):
        material.file = material.document.file.name
        material.name = PurePosixPath(material.file.name).name
        material.content_type = mimetypes.guess_type(material.name)[0] or "application/pdf"
        material.save()


class Migration(migrations.Migration):

    dependencies = [
        ("cohorts", "0012_add_papers"),
    ]

    operations = [
        migrations.RemoveConstraint("sessionmaterial", "a_material_is_a_document_or_a_link"),
        migrations.AddField(
            "sessionmaterial",
            "file",
            models.FileField(
                blank=True,
                max_length=200,
                upload_to=cohorts.models.sessions.kept_in,
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            "sessionmaterial",
            "name",
            models.CharField(blank=True, max_length=160, verbose_name="name of the file"),
        ),
        migrations.AddField(
            "sessionmaterial",
            "content_type",
            models.CharField(blank=True, max_length=100, verbose_name="type"),
        ),
        migrations.AddField(
            "sessionmaterial",
            "size",
            models.PositiveBigIntegerField(default=0, verbose_name="size"),
        ),
        migrations.AddField(
            "sessionmaterial",
            "removed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
        ),
        migrations.AlterField(
            "sessionmaterial",
            "moment",
            models.CharField(
                choices=[("before", "before the session"), ("after", "after the session")],
                default="before",
                max_length=10,
                verbose_name="moment",
            ),
        ),
        migrations.RunPython(take_documents_along, migrations.RunPython.noop),
        migrations.RemoveField("sessionmaterial", "document"),
        migrations.AddConstraint(
            "sessionmaterial",
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="a_material_is_a_file_or_a_link",
            ),
        ),
    ]
