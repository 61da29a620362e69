from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.database.portfolio import for_the_agency
from core.jobs.services.night_shift import work_until_done


class Command(BaseCommand):
    help = (
        "Exécute les services dus, chacun dans son processus et dans son temps, puis ceux à "
        "réessayer dans l’heure. Sans effet si un autre processus le fait déjà."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--signing-in",
            action="store_true",
            help="aussi ceux qui tournent à chaque connexion sur un poste seul",
        )

    def handle(self, *_args: Any, signing_in: bool, **_options: Any) -> None:
        with for_the_agency():
            work_until_done(signing_in=signing_in)
