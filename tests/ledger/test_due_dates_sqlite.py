"""The same migration on the single-user database: a file of its own, as guarded rows stay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite

SCRIPT = "from tests.ledger import due_dates as d; d.{}()"


def test_lines_of_the_past_become_due_on_their_date_and_stay_guarded(
    tmp_path: Path, repository: Path
) -> None:
    environment = {**os.environ, "LSC_DATA_DIR": str(tmp_path)}
    check = SCRIPT.format("check_that_lines_of_the_past_become_due_on_their_date")
    for arguments in (["migrate", "--verbosity=0"], ["shell", "--verbosity=0", "-c", check]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=repository,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
