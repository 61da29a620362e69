"""``manage.py export_fec ENTITY YEAR --out DIR``: write a fiscal year's FEC to a folder."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.files.services import archive
from core.text.errors import BusinessError
from ledger.books.models import FiscalYear
from ledger.reports.services.export_fec import export_fec


class Command(BaseCommand):
    """Prints the file's path. YEAR is that in which the fiscal year ends."""

    help = _("Exporte le fichier des écritures comptables (FEC) d’un exercice.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("entity", help=_("code de l’entité, comme S001"))
        parser.add_argument("year", type=int, help=_("année de clôture de l’exercice"))
        parser.add_argument("--out", type=Path, required=True, help=_("dossier de destination"))

    def handle(self, *_args: Any, entity: str, year: int, out: Path, **_options: Any) -> None:
        fiscal_year = (
            FiscalYear.objects.select_related("entity")
            .filter(entity__code=entity, end__year=year)
            .order_by("-end")
            .first()
        )
        if fiscal_year is None:
            raise CommandError(
                _("%(entity)s n’a pas d’exercice qui finit en %(year)s.")
                % {"entity": entity, "year": year}
            )
        try:
            file = export_fec(fiscal_year=fiscal_year, acting_user=None)
            out.mkdir(parents=True, exist_ok=True)
            with archive.open_archived(file) as source, (out / file.name).open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except BusinessError as refusal:
            raise CommandError("\n".join([str(refusal), *refusal.problems])) from None
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(out / file.name))
