"""A way to pay is added without a change to the house: the how-to is followed, and takes money."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from tests.house import checks

PAGE = "docs/how-to/add-a-channel.md"
SETTINGS = """\
from lsc.settings import *
from lsc.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tobacconist.apps.TobacconistConfig"]
"""


def files_of_page(text: str) -> dict[str, str]:
    """What the page says that each file holds."""
    return dict(re.findall(r"^`(\S+\.py)`:\n\n```python\n(.*?)^```$", text, re.M | re.S))


def digest(root: Path) -> str:
    """Of every file of the tree, but of what tests and documents say of it."""
    files = [
        file for file in checks.tracked_files(root) if file.suffix in {".py", ".html", ".toml"}
    ]
    names = [f"{file.relative_to(root)} {sha256(file.read_bytes()).hexdigest()}" for file in files]
    return "\n".join(names)


def write_room(folder: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for each in (path.parent, *path.parent.relative_to(folder).parents):
            if folder / each != folder:
                (folder / each / "__init__.py").touch()
        path.write_text(source)
    (folder / "settings_of_this_agency.py").write_text(SETTINGS)


def test_a_channel_that_follows_the_page_takes_money_and_no_file_of_ours_changes(
    repository: Path, tmp_path: Path
) -> None:
    files = files_of_page((repository / PAGE).read_text())
    assert len(files) == 6
    write_room(tmp_path, files)
    before = digest(repository)
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LSC_", "PYTEST_", "DATABASE_", "REDIS_"))
    }
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly",
         "tests/house/money_at_the_tobacconist.py"],
        cwd=repository,
        env={
            **ours,
            "DJANGO_SETTINGS_MODULE": "settings_of_this_agency",
            "LSC_DATA_DIR": str(tmp_path / "data"),
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{repository}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\b9 passed\b", run.stdout), run.stdout
    assert digest(repository) == before
