"""``manage.py known_migrations``: the last migration of each application that this version has."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """One line of JSON, for ``migrate_safely --back-to``; the database is not asked."""

    help = _("Donne la dernière migration de chaque application dans cette version.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        last = dict(MigrationLoader(None).graph.leaf_nodes())
        self.stdout.write(json.dumps(last, sort_keys=True))
