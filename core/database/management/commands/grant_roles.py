"""``manage.py grant_roles APP [EXTRANET]``: give the sites' database roles their rights."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from core.database.services.database_roles import grant


class Command(BaseCommand):
    """Run as the owner of the tables, after each migration; may be run again."""

    help = _("Donne leurs droits aux rôles de la base, après une migration.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("app", help=_("rôle du back-office et des tâches"))
        parser.add_argument("extranet", nargs="?", default="", help=_("rôle de l’extranet"))

    def handle(self, *_args: Any, app: str, extranet: str, **_options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(_("Seul PostgreSQL a des rôles."))
        grant(app=app, extranet=extranet)
