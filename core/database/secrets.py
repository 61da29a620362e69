"""The installation's secrets: from the environment, or from one private file on a single desk."""

import base64
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Secrets:
    secret_key: str
    #: Of the books; none where a clients' site is given its own only.
    encryption_keys: list[str]
    blind_index_key: str
    #: Of the clients' site; none where it has the books'.
    extranet_encryption_keys: list[str] = field(default_factory=list)
    extranet_blind_index_key: str = ""


def new_key() -> str:
    """A random 32-byte key as URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def load_secrets(
    data_dir: Path,
    *,
    environ: Mapping[str, str],
    site: str = "backoffice",
    required: bool,
    bound: Callable[[], bool] = lambda: False,
) -> Secrets:
    """Read ``LSC_SECRET_KEY``, and the two rings of keys, each with the key of its lasting marks.

    ``LSC_ENCRYPTION_KEYS`` and ``LSC_EXTRANET_ENCRYPTION_KEYS`` are comma-separated lists, newest
    first. The clients' site needs its own ring only. Where none is given and nothing is
    ``required``, ``secrets.json`` under ``data_dir`` holds them, readable by its owner only. It is
    made where there is none, unless the database is ``bound`` to keys.

    Raises ImproperlyConfigured where ``required`` and one is missing; where the file is missing, or
    cannot be read, and the database was written with other keys.
    """
    given = {name for name in _NAMES if environ.get(name)}
    needed = {"LSC_SECRET_KEY", *(_EXTRANET if given.intersection(_EXTRANET) else ())}
    if site == "backoffice" or not given.intersection(_EXTRANET):
        needed |= set(_BOOKS)
    missing = [name for name in _NAMES if name in needed - given]
    if missing and (required or given):
        raise ImproperlyConfigured(f"Set {', '.join(missing)} in the environment.")
    return _from_file(data_dir / "secrets.json", bound) if missing else _from_environment(environ)


_BOOKS = ("LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY")
_EXTRANET = ("LSC_EXTRANET_ENCRYPTION_KEYS", "LSC_EXTRANET_BLIND_INDEX_KEY")
_NAMES = ("LSC_SECRET_KEY", *_BOOKS, *_EXTRANET)


def _from_environment(environ: Mapping[str, str]) -> Secrets:
    secret_key, books, books_index, extranet, extranet_index = (
        environ.get(name, "") for name in _NAMES
    )
    return Secrets(
        secret_key,
        [key for key in books.split(",") if key],
        books_index,
        [key for key in extranet.split(",") if key],
        extranet_index,
    )


def _from_file(path: Path, bound: Callable[[], bool]) -> Secrets:
    if not path.exists() and bound():
        raise ImproperlyConfigured(
            f"{path} is missing, and this database was encrypted with its keys: new ones would "
            "leave every IBAN unreadable. Put the file back from the backup."
        )
    fresh = Secrets(secrets.token_urlsafe(50), [new_key()], new_key(), [new_key()], new_key())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(asdict(fresh), handle)
    return fresh


def _read(path: Path) -> Secrets:
    try:
        return Secrets(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{path} cannot be read as keys: put the file back from the backup."
        ) from error


#: The table of ``core.database.models.KeyCanary``: it has a row once a database is bound to keys.
_CANARY = "SELECT 1 FROM core_database_keycanary"


def database_has_keys(config: Mapping[str, Any]) -> bool:
    """Whether the database of these settings was written with keys, asked without Django.

    A PostgreSQL that does not answer counts as one that has: no key is made in the dark.
    """
    if config["ENGINE"].endswith("sqlite3"):
        return _sqlite_has_keys(Path(config["NAME"]))
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    given = {names[name]: config[name] for name in names if config.get(name)}
    try:
        with psycopg.connect(**given, connect_timeout=5) as connection:
            return connection.execute(_CANARY).fetchone() is not None
    except psycopg.errors.UndefinedTable:
        return False
    except psycopg.OperationalError:
        return True


def _sqlite_has_keys(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(_CANARY).fetchone() is not None
    except sqlite3.OperationalError:
        return False
