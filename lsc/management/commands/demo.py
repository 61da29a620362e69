"""``manage.py demo``: show the whole journey at an invented agency, then let people walk in."""

import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.database.services.log_security import LOGGER as SECURITY_LOGGER
from lsc.demo import people, stage
from lsc.demo.telling import Teller

#: Set in the process that runs on the demo's own database.
ON_STAGE = "LSC_DEMO"


class Command(BaseCommand):
    """Runs itself again on a database of its own, so that no real data is ever touched."""

    help = (
        "Crée l’agence de démonstration, joue le prélèvement ONE/OFF et les nuits de l’automate, "
        "puis sert les deux sites."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-server", action="store_true", help="s’arrêter après la démonstration"
        )
        parser.add_argument("--json", action="store_true", help="un objet JSON par ligne")
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help="port du back-office ; l’extranet prend le suivant",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if ON_STAGE not in os.environ:
            _go_on_stage(options["port"])
        # The page of the security log shows these; between the steps of the play they are noise.
        logging.getLogger(SECURITY_LOGGER).setLevel(logging.WARNING)
        # A shell that starts us in the background may have told us to ignore Ctrl-C.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        teller = Teller(sys.stdout, as_json=options["json"])
        try:
            _run(teller, serve=not options["no_server"])
        except KeyboardInterrupt:
            teller.say("\n  La démonstration est arrêtée.")
        except stage.StageError as error:
            raise CommandError(str(error)) from error
        if teller.failed:
            sys.exit(1)


def _go_on_stage(port: int) -> None:
    """Replace this process by one whose settings are the demo's."""
    folder = Path(settings.DATA_DIR) / "demo"
    stage.empty(folder)
    backoffice = stage.free_port(port)
    ports = (backoffice, stage.free_port(backoffice + 1))
    os.chdir(settings.BASE_DIR)
    os.execve(  # noqa: S606 - our own interpreter and arguments
        sys.executable,
        [sys.executable, "manage.py", *sys.argv[1:]],
        {**stage.environment(folder, ports=ports), ON_STAGE: "1"},
    )


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(teller: Teller, *, serve: bool) -> None:
    from lsc.demo.agency import build
    from lsc.demo.encore import leave_a_request
    from lsc.demo.lobby import lobby
    from lsc.demo.play import play

    call_command("migrate", verbosity=0)
    built = build()
    teller.say(f"\n  {people.AGENCY_NAME}")
    teller.say(
        f"  2 entités, 2 immeubles, {built.accounts} comptes, {built.entries} écritures, "
        f"{built.pending} règlements au brouillard\n"
    )
    with stage.sites() as sites, lobby() as kiosk:
        scene = play(built, sites, kiosk, teller)
        if serve and not teller.failed:
            leave_a_request()
        if serve:
            _invite(teller, sites, scene.username)
            _wait(sites)


def _invite(teller: Teller, sites: dict[str, stage.Site], client: str) -> None:
    teller.say("  Les deux sites sont ouverts (Ctrl-C pour arrêter)\n")
    teller.table(
        [
            ("Back-office", sites["backoffice"].url),
            *(
                (f"  {person.first_name} {person.last_name}", _sign_in(person.username))
                for person in people.STAFF
            ),
            ("Extranet", sites["extranet"].url),
            ("  Pierre PROPRIETAIRE", f"{client} / {people.CLIENT_PASSWORD}"),
            ("Courrier (rien n’est envoyé)", settings.EMAIL_CONFIG["EMAIL_FILE_PATH"]),
            ("Données", settings.DATA_DIR),
        ]
    )
    teller.say()


def _sign_in(username: str) -> str:
    return f"{username} / {people.STAFF_PASSWORD}"


def _wait(sites: dict[str, stage.Site]) -> None:
    """Until Ctrl-C, or until a site has died. Raises StageError."""
    while True:
        for site in sites.values():
            if site.has_died(within_seconds=1):
                raise stage.StageError(f"{site.name} s’est arrêté : voir {site.log}")
