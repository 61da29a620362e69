"""Who worked here before there were rights to read keeps reading what they read."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_RIGHTS = (
    ("entity", "see_ledger", "Consulter comptes, écritures, éditions et fiches des entités"),
    ("partyflag", "see_flags", "Voir les signalements (décès, tutelle, contestation…)"),
    ("party", "see_contacts", "Voir les tiers et leurs coordonnées"),
)


def _give(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    user: Any = apps.get_model("core", "User")
    staff = list(user.objects.filter(kind="staff", is_superuser=False))
    if not staff:
        return
    kinds: Any = apps.get_model("contenttypes", "ContentType").objects
    permissions: Any = apps.get_model("auth", "Permission").objects
    for model, codename, name in _RIGHTS:
        kind, _made = kinds.get_or_create(app_label="ledger", model=model)
        right, _made = permissions.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        for person in staff:
            person.user_permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0021_entity_debits_account"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0007_user_every_entity"),
    ]

    operations = [migrations.RunPython(_give, migrations.RunPython.noop)]
