"""``manage.py verify_books``: the books, and all that vouches for them."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.services.trail import seal_trail
from core.text.errors import BusinessError
from ledger.books.services.verify_books import (
    problems_around,
    problems_of_balances,
    problems_of_years,
)


class Command(BaseCommand):
    """Exits with 1 where anything does not hold, and says what."""

    help = _("Vérifie l’équilibre, la numérotation, les scellés et les soldes des comptes.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entity", help=_("code de l’entité ; toutes par défaut"))

        parser.add_argument(
            "--anchors",
            type=Path,
            nargs="*",
            default=[],
            help=_(
                "lignes d’ancrage conservées ailleurs, comme les messages de l’expert-comptable"
            ),
        )

    def handle(self, *_args: Any, entity: str | None, anchors: list[Path], **_options: Any) -> None:
        self._seal_trail()
        found = 0
        for year, problems in problems_of_years(entity):
            found += len(problems)
            state = _("défaut") if problems else _("conforme")
            self.stdout.write(f"{year.entity.code} {year} : {state}")
            for problem in problems:
                self.stdout.write(f"  {problem}")
        for problem in (*problems_of_balances(entity), *problems_around(anchors)):
            found += 1
            self.stdout.write(f"  {problem}")
        if found:
            raise CommandError(
                ngettext(
                    "%(count)d anomalie dans les comptes.",
                    "%(count)d anomalies dans les comptes.",
                    found,
                )
                % {"count": found}
            )

    def _seal_trail(self) -> None:
        """So that what follows covers the youngest events too, from now on."""
        try:
            seal_trail()
        except (BusinessError, ImproperlyConfigured) as refusal:
            self.stdout.write(f"  {refusal}")
