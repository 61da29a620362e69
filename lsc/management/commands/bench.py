"""``manage.py bench``: what takes how long, against its floor and its limit.

Prints a table, and ends with an error that names what is above its limit.
"""

import os
import pkgutil
from argparse import ArgumentParser
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import (
    override_settings,
    setup_test_environment,
    teardown_test_environment,
)

from lsc import bench
from lsc.bench.timing import Comparison, compare

HEAD = (
    f"{'mesure':<44}{'N':>10}{'plancher':>13}{'mesuré':>13}{'rapport':>9}{'limite':>8}"
    f"{'par tour':>15}{'proc.':>7}{'tours':>7}"
)


class Command(BaseCommand):
    help = "Measure speed against floors, in a database of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="parts of the measures’ names; all where none")
        parser.add_argument("--keep", action="store_true", help="keep the database for next time")
        parser.add_argument(
            "--big", action="store_true", help="only what is measured on ten million lines"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        for module in pkgutil.iter_modules(bench.__path__):
            import_module(f"{bench.__name__}.{module.name}")
        wanted = options["names"]
        chosen = [
            each
            for each in bench.MEASURES
            if each.big == options["big"]
            and (not wanted or any(part in each.name for part in wanted))
        ]
        before = connection.settings_dict["NAME"]
        connection.settings_dict.setdefault("TEST", {})["NAME"] = f"bench_{before}"
        setup_test_environment(debug=False)
        connection.creation.create_test_db(
            verbosity=0, autoclobber=True, keepdb=options["keep"], serialize=False
        )
        try:
            # Files stay out of the house's folders, and do not outlive the measures.
            with TemporaryDirectory(prefix="lsc-bench-") as name:
                scratch = Path(name)
                with override_settings(
                    ARCHIVE_DIR=scratch / "archive", SEPA_FOLDER=scratch / "SEPA"
                ):
                    above = self._run(chosen)
        finally:
            connection.creation.destroy_test_db(before, verbosity=0, keepdb=options["keep"])
            teardown_test_environment()
        if above:
            raise CommandError("Au-dessus de leur limite :\n" + "\n".join(above))

    def _run(self, chosen: list[bench.Measure]) -> list[str]:
        """Print each figure beside its limit. Returns what is above it, a line each."""
        above = list[str]()
        engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
        self.stdout.write(f"{engine}, {_load()}\n{HEAD}")
        # Memory first: what others leave in the process would hide it.
        for each in sorted(chosen, key=lambda measure: measure.unit == "ms"):
            for size in each.sizes:
                found = compare(
                    partial(each.floor, size), partial(each.measured, size), each.repeat
                )
                self.stdout.write(_row(each, size, found))
                self.stdout.flush()
                if found.ratio > each.limit:
                    above.append(f"{each.name}, N = {size} : {found.ratio:.2f} > {each.limit}")
        self.stdout.write(_load())
        return above


def _row(measure: bench.Measure, size: int, found: Comparison) -> str:
    floor, took = found.floor.seconds * 1000, found.measured.seconds * 1000
    mark = "" if found.ratio <= measure.limit else "  !"
    count = f"{size:,}".replace(",", " ")
    return (
        f"{measure.name:<44}{count:>10}{floor:>10.1f} {measure.unit}{took:>10.1f} {measure.unit}"
        f"{found.ratio:>9.2f}{measure.limit:>8.1f}{found.low:>9.2f}–{found.high:<5.2f}"
        f"{found.cpu_ratio:>7.2f}{found.turns:>7}{mark}"
    )


def _load() -> str:
    """How busy the machine is, this bench included."""
    return f"charge {os.getloadavg()[0]:.1f} sur {os.cpu_count()} processeurs"
