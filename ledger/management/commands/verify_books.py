"""``manage.py verify_books``: balance, numbering, hash chains and stored balances of the books."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.models import FiscalYear
from ledger.selectors.books import problems_of, wrong_balances


class Command(BaseCommand):
    """Exits with 1 where anything does not hold, and says what."""

    help = "Vérifie l’équilibre, la numérotation, les scellés et les soldes des comptes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entity", help="code de l’entité ; toutes par défaut")

    def handle(self, *_args: Any, entity: str | None, **_options: Any) -> None:
        years = FiscalYear.objects.select_related("entity").order_by("entity__code", "start")
        if entity:
            years = years.filter(entity__code=entity)
        found = 0
        for year in years:
            problems = problems_of(year)
            found += len(problems)
            state = "défaut" if problems else "conforme"
            self.stdout.write(f"{year.entity.code} {year} : {state}")
            for problem in problems:
                self.stdout.write(f"  {problem}")
        for code, difference in wrong_balances(entity):
            found += 1
            self.stdout.write(f"  Compte {code} : solde faux de {difference}")
        if found:
            raise CommandError(f"{found} anomalie(s) dans les comptes.")
