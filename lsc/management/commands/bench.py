"""``manage.py bench``: what takes how long, against its floor. Prints a table, fails nothing."""

import pkgutil
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import setup_test_environment, teardown_test_environment

from lsc import bench

HEAD = f"{'mesure':<44}{'N':>9}{'plancher':>12}{'mesuré':>12}{'rapport':>9}{'limite':>8}"


class Command(BaseCommand):
    help = "Measure speed against floors, in a database of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="measures to run; all where none is named")
        parser.add_argument("--keep", action="store_true", help="keep the database for next time")

    def handle(self, *_args: Any, **options: Any) -> None:
        for module in pkgutil.iter_modules(bench.__path__):
            import_module(f"{bench.__name__}.{module.name}")
        wanted = options["names"]
        chosen = [each for each in bench.measures() if not wanted or each.name in wanted]
        before = connection.settings_dict["NAME"]
        connection.settings_dict.setdefault("TEST", {})["NAME"] = f"bench_{before}"
        setup_test_environment(debug=False)
        connection.creation.create_test_db(
            verbosity=0, autoclobber=True, keepdb=options["keep"], serialize=False
        )
        try:
            self._run(chosen)
        finally:
            connection.creation.destroy_test_db(before, verbosity=0, keepdb=options["keep"])
            teardown_test_environment()

    def _run(self, chosen: list[bench.Measure]) -> None:
        engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
        self.stdout.write(f"{engine}\n{HEAD}")
        for each in chosen:
            for size in each.sizes:
                # Taken in turns, so that a busy moment of the machine falls on both.
                pairs = [(each.measured(size), each.floor(size)) for _ in range(each.repeat)]
                took, floor = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
                ratio = took / floor
                mark = "" if ratio <= each.limit else "  !"
                self.stdout.write(
                    f"{each.name:<44}{size:>9,}{floor * 1000:>9.1f} ms{took * 1000:>9.1f} ms"
                    f"{ratio:>9.2f}{each.limit:>8.1f}{mark}".replace(",", " ")
                )
                self.stdout.flush()
