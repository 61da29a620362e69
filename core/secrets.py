"""The installation's secrets: from the environment, or from one private file on a single desk."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Secrets:
    secret_key: str
    encryption_keys: list[str]
    blind_index_key: str


def new_key() -> str:
    """A random 32-byte key as URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def load_secrets(data_dir: Path, *, environ: Mapping[str, str], required: bool) -> Secrets:
    """Read ``LSC_SECRET_KEY``, ``LSC_ENCRYPTION_KEYS`` and ``LSC_BLIND_INDEX_KEY``.

    ``LSC_ENCRYPTION_KEYS`` is a comma-separated list, newest first. Where they are absent and
    not ``required``, ``secrets.json`` under ``data_dir`` holds them, readable by its owner only.

    Raises ImproperlyConfigured where ``required`` and one is missing.
    """
    names = ("LSC_SECRET_KEY", "LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY")
    missing = [name for name in names if not environ.get(name)]
    if not missing:
        return Secrets(
            secret_key=environ["LSC_SECRET_KEY"],
            encryption_keys=environ["LSC_ENCRYPTION_KEYS"].split(","),
            blind_index_key=environ["LSC_BLIND_INDEX_KEY"],
        )
    if required or len(missing) < len(names):
        raise ImproperlyConfigured(f"Set {', '.join(missing)} in the environment.")
    return _from_file(data_dir / "secrets.json")


def _from_file(path: Path) -> Secrets:
    fresh = Secrets(secrets.token_urlsafe(50), [new_key()], new_key())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Secrets(**json.loads(path.read_text()))
    with os.fdopen(descriptor, "w") as handle:
        json.dump(asdict(fresh), handle)
    return fresh
