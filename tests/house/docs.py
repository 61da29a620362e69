"""What the docs tell of settings, and what the programs read."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house import checks

#: Set by a command of ours for its own child; nobody else gives it.
INNER = {"LSC_DEMO"}
VARIABLE = r"(?:LSC|SEPA)_[A-Z_]+[A-Z]|EMAIL_URL|DATABASE_URL|REDIS_URL"


def docs(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def variables_read(root: Path) -> set[str]:
    """What Python takes from the environment: named as a string of its own."""
    files = (file for file in checks.tracked_files(root) if file.suffix == ".py")
    own = (file.read_text() for file in files if "tests" not in file.relative_to(root).parts)
    return {name for text in own for name in re.findall(rf'"({VARIABLE})"', text)} - INNER


def variables_of_compose(root: Path) -> set[str]:
    """What its files take from the environment, or the operator's program from their settings."""
    files = [root / "docker-compose.yml", *(root / "deploy").glob("*.yml"), root / "deploy/lsc"]
    named = rf"\$\{{({VARIABLE})|^ +({VARIABLE}):$|setting ({VARIABLE})"
    found = re.findall(named, "\n".join(file.read_text() for file in files), re.M)
    return {name for names in found for name in names if name}


def variables_told(text: str) -> set[str]:
    return set(re.findall(rf"\b({VARIABLE})\b", text))
