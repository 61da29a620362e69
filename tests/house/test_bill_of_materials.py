"""The bill of materials names everything that the lock files do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path


def test_it_holds_each_locked_package_with_its_digests(repository: Path) -> None:
    locks = ["requirements/base.txt", "package-lock.json"]
    command = [sys.executable, ".ci/sbom.py", *locks]
    told = subprocess.run(command, cwd=repository, capture_output=True, check=True)
    bill = json.loads(told.stdout)
    purls = {each["purl"] for each in bill["components"]}
    pinned = re.findall(r"^([\w.-]+)(?:\[.*?\])?==([\w.+!]+)", _text(repository, locks[0]), re.M)
    packages = json.loads(_text(repository, locks[1]))["packages"]
    assert {f"pkg:pypi/{name.lower()}@{version}" for name, version in pinned} <= purls
    assert len(bill["components"]) == len(pinned) + len(packages) - 1
    assert all(each["hashes"] for each in bill["components"])


def _text(repository: Path, name: str) -> str:
    return (repository / name).read_text()
