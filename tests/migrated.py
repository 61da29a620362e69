"""A database of the server that has every migration already, for others to be copied from.

Migrating takes ten seconds of a processor; a copy takes a fraction of one. Whoever of a run comes
first makes it, and the others wait for that one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import psycopg
from django.apps import apps

from tests.roles import at

ROOT = Path(__file__).resolve().parent.parent
_ONE_AT_A_TIME = "SELECT pg_advisory_lock(20251)"


@cache
def _name() -> str:
    """By what the tree holds: a server that outlives a run is asked after another change too."""
    digest = sha256()
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts:
            for file in sorted(folder.rglob("*.py")):
                digest.update(file.read_bytes())
    return f"lsc_migrated_{digest.hexdigest()[:16]}"


def migrated_database() -> str:
    """The name of a migrated database on the server of DATABASE_URL. Nobody connects to it."""
    name, url = _name(), os.environ["DATABASE_URL"]
    in_the_making = f"{name}_in_the_making"
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(_ONE_AT_A_TIME)
        known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            link.execute(f"DROP DATABASE IF EXISTS {in_the_making} WITH (FORCE)")
            link.execute(f"CREATE DATABASE {in_the_making}")
            _migrate(at(url, path=in_the_making))
            link.execute(f"ALTER DATABASE {in_the_making} RENAME TO {name}")
    return name


def _migrate(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
