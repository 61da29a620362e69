"""A folder in memory for what lives no longer than the machine is up: signs of life, counters.

Known without Django, since who asks whether a process lives asks every few seconds.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - each user has a folder of its own in it
_PROJECT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """The folder of this installation and this user, made where it is not there.

    Raises OSError where it cannot be made, or is somebody else's.
    """
    data = Path(os.environ.get("LSC_DATA_DIR") or _PROJECT / "var").resolve()
    base = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    mark = sha256(str(data).encode()).hexdigest()[:12]
    path = base / f"lsc-{os.geteuid()}-{mark}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid != os.geteuid():
        raise PermissionError(f"{path} is somebody else's")
    return path
