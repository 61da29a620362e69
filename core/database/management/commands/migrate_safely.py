"""``manage.py migrate_safely --roles APP [EXTRANET]``: what a new version does before it serves."""

import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from core.database import locks

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

        parser.add_argument(
            "--back-to",
            type=json.loads,
            metavar="JSON",
            help=_("au lieu de migrer, défait ce qu’une version plus ancienne ne connaît pas"),
        )

    def handle(
        self,
        *_args: Any,
        roles: list[str],
        wait: float,
        back_to: dict[str, str] | None,
        **options: Any,
    ) -> None:
        try:
            with locks.waited_for(LOCK, seconds=wait):
                for target in [()] if back_to is None else _younger_than(back_to):
                    call_command(
                        "migrate", *target, interactive=False, verbosity=options["verbosity"]
                    )
                if roles:
                    call_command("grant_roles", *roles)
        except TimeoutError as error:
            raise CommandError(_("Une autre migration est encore en cours.")) from error


def _younger_than(known: dict[str, str]) -> list[tuple[str, str]]:
    """Each application that went on since, with the migration to return to."""
    here = dict(MigrationLoader(None).graph.leaf_nodes())
    return [(app, known.get(app, "zero")) for app in sorted(here) if here[app] != known.get(app)]
