"""What a production machine has of this tree: the application, its libraries, nothing else."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house.checks import tracked_files

ROOT = Path(__file__).resolve().parent.parent.parent
#: Kept between runs; named after what it was installed from.
_ENVIRONMENTS = ROOT / ".make" / "release"
#: These keys only let the settings load: collecting files signs and encrypts nothing.
_KEYS = ("LSC_SECRET_KEY", "LSC_BLIND_INDEX_KEY", "LSC_ENCRYPTION_KEYS", "LSC_SIGNING_KEYS")
_UNUSED = dict.fromkeys(_KEYS, "unused")


@dataclass(frozen=True)
class Release:
    """A folder with the application in it, and the environment that runs it."""

    folder: Path
    environment: Path

    @property
    def python(self) -> str:
        return str(self.environment / "bin" / "python")


def make_release(folder: Path) -> Release:
    """Lay out in ``folder`` what an image would hold, static files collected.

    Raises CalledProcessError where a step fails, with what it printed.
    """
    for name in _tracked():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    for source in folder.glob("**/locale/*/LC_MESSAGES/*.po"):
        run(["msgfmt", "--check-format", f"--output-file={source.with_suffix('.mo')}", source])
    release = Release(folder, _environment())
    (folder / "var").mkdir()
    run(
        [release.python, "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        cwd=folder,
        env={
            "PATH": os.defpath,
            "LSC_PRODUCTION": "1",
            "LSC_NODE_MODULES": str(ROOT / "node_modules"),
            **_UNUSED,
        },
    )
    run([release.python, "-m", "compileall", "-q", folder])
    return release


def _tracked() -> list[str]:
    """Files under version control that the image takes: ``.dockerignore`` names what it lets in."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    taken = [line.removeprefix("!") for line in lines if line.startswith("!")]
    listed = (str(file.relative_to(ROOT)) for file in tracked_files(ROOT))
    return [
        name
        for name in listed
        if any(name == each or name.startswith(f"{each}/") for each in taken)
    ]


def _environment() -> Path:
    """An environment with the run-time packages alone, of the interpreter that runs this."""
    wanted = (ROOT / "requirements" / "base.txt").read_bytes()
    mark = hashlib.sha256(wanted + sys.version.encode()).hexdigest()[:12]
    made = _ENVIRONMENTS / mark
    if not (made / "complete").exists():
        shutil.rmtree(_ENVIRONMENTS, ignore_errors=True)
        run([sys.executable, "-m", "venv", "--without-pip", made])
        run([
            sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet",
            f"--python={made / 'bin' / 'python'}", "install", "--require-hashes",
            "-r", ROOT / "requirements" / "base.txt",
        ])  # fmt: skip
        (made / "complete").touch()
    return made


def run(command: list[object], **options: object) -> str:
    """Run to the end and return what it printed. Raises CalledProcessError, with it."""
    done = subprocess.run(  # type: ignore[call-overload]
        [str(each) for each in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    done.check_returncode()
    return str(done.stdout)
