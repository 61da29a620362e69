"""``manage.py verify_books``: balance, numbering, hash chains and stored balances of the books."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledger.models import FiscalYear
from ledger.selectors.books import problems_of, wrong_balances


class Command(BaseCommand):
    """Exits with 1 where anything does not hold, and says what."""

    help = _("Vérifie l’équilibre, la numérotation, les scellés et les soldes des comptes.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entity", help=_("code de l’entité ; toutes par défaut"))

    def handle(self, *_args: Any, entity: str | None, **_options: Any) -> None:
        years = FiscalYear.objects.select_related("entity").order_by("entity__code", "start")
        if entity:
            years = years.filter(entity__code=entity)
        found = 0
        for year in years:
            problems = problems_of(year)
            found += len(problems)
            state = _("défaut") if problems else _("conforme")
            self.stdout.write(f"{year.entity.code} {year} : {state}")
            for problem in problems:
                self.stdout.write(f"  {problem}")
        for code, difference in wrong_balances(entity):
            found += 1
            told = _("Compte %(code)s : solde faux de %(difference)s")
            self.stdout.write(f"  {told % {'code': code, 'difference': difference}}")
        if found:
            raise CommandError(
                ngettext(
                    "%(count)d anomalie dans les comptes.",
                    "%(count)d anomalies dans les comptes.",
                    found,
                )
                % {"count": found}
            )
