"""``manage.py migrate_safely --roles APP [EXTRANET]``: what a new version does before it serves."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import locks

LOCK = "migrate"


class Command(BaseCommand):
    """Run as the owner of the tables. Two at once take turns: the second finds nothing to do."""

    help = _("Migre la base, un seul processus à la fois, et donne leurs droits aux rôles.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--roles",
            nargs="+",
            default=[],
            metavar="ROLE",
            help=_("rôles du back-office et de l’extranet, qui reçoivent leurs droits ensuite"),
        )
        parser.add_argument(
            "--wait",
            type=float,
            default=600,
            metavar="SECONDS",
            help=_("secondes pendant lesquelles une autre migration est attendue"),
        )

    def handle(self, *_args: Any, roles: list[str], wait: float, **options: Any) -> None:
        try:
            with locks.waited_for(LOCK, seconds=wait):
                call_command("migrate", interactive=False, verbosity=options["verbosity"])
                if roles:
                    call_command("grant_roles", *roles)
        except TimeoutError as error:
            raise CommandError(_("Une autre migration est encore en cours.")) from error
