"""Names that seals rest on leave versions, and the audit trail is sealed; nothing is emptied."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.services.trail import LOCK
from core.triggers import append_only, refuse_truncate, vendor_sql

#: Taken before the first event gets its number, kept until the commit: see core/services/trail.py.
WRITING = f"""
CREATE FUNCTION core_auditevent_writing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_user_every_entity"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("upto", models.BigIntegerField(unique=True)),
                ("count", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RecordVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("before", models.CharField(blank=True, max_length=64)),
                ("after", models.CharField(max_length=64)),
                ("mark", models.BigIntegerField(default=0)),
                ("signature", models.CharField(max_length=120)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["object_type", "object_id", "id"], name="core_versions_by_object"
                    )
                ],
            },
        ),
        append_only("core_recordversion"),
        append_only("core_trailseal"),
        refuse_truncate("core_recordversion"),
        refuse_truncate("core_trailseal"),
        refuse_truncate("core_auditevent"),
        vendor_sql(
            postgresql=[
                WRITING,
                """
                CREATE TRIGGER core_auditevent_writing BEFORE INSERT ON core_auditevent
                FOR EACH STATEMENT EXECUTE FUNCTION core_auditevent_writing()
                """,
            ],
            undo_postgresql=[
                "DROP TRIGGER core_auditevent_writing ON core_auditevent",
                "DROP FUNCTION core_auditevent_writing()",
            ],
        ),
    ]
