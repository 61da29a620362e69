"""Lock files and floors: what the tree may hold, and what must be declared."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house import checks

LOCKS = ("requirements/base.txt", "requirements/dev.txt", "requirements/node.txt")


def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


def test_no_registry_address_nor_machine_path(repository: Path) -> None:
    findings: list[str] = []
    for file in checks.tracked_files(repository):
        try:
            source = file.read_text()
        except UnicodeDecodeError:
            continue
        findings += checks.addresses(source, str(file.relative_to(repository)))
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize(
    "text",
    [
        "https://registry." + "npmjs.org/axios",
        "--index-url https://pypi." + "org/simple",
        "https://files.pythonhosted." + "org/x.whl",
        "cd /" + "root/project",
        'open("/' + 'home/someone/file")',
    ],
)
def test_an_address_or_a_machine_path_is_found(text: str) -> None:
    assert list(checks.addresses(text, "file"))


@pytest.mark.parametrize(
    "text", ["/api/work/1", "$HOME/x", "./root/x", "https://example.org/home/a/"]
)
def test_an_ordinary_path_is_not_found(text: str) -> None:
    assert not list(checks.addresses(text, "file"))


@pytest.mark.parametrize("lock", LOCKS)
def test_python_lock_has_versions_and_hashes_only(repository: Path, lock: str) -> None:
    source = (repository / lock).read_text()
    assert "://" not in source
    assert not list(checks.unhashed_requirements(source))


def test_an_unlocked_requirement_is_found() -> None:
    source = "django==5.2 \\\n    --hash=sha256:00\nredis>=5\ncelery==5.4\n--find-links x\n"
    assert list(checks.unhashed_requirements(source)) == [
        "redis>=5",
        "celery==5.4",
        "--find-links x",
    ]


def test_every_declared_dependency_is_locked(repository: Path) -> None:
    project = pyproject(repository)
    runtime, development = (
        checks.locked_names((repository / lock).read_text()) for lock in LOCKS[:2]
    )
    declared = {name_of(text) for text in project["project"]["dependencies"]}
    assert declared <= runtime
    assert runtime <= development
    assert {name_of(text) for text in project["dependency-groups"]["dev"]} <= development


def name_of(requirement: str) -> str:
    for sign in "[<>=!~; ":
        requirement = requirement.partition(sign)[0]
    return checks.normalise(requirement)


def test_npm_lock_has_integrity_and_no_address(repository: Path) -> None:
    source = (repository / "package-lock.json").read_text()
    assert "://" not in source
    packages = json.loads(source)["packages"]
    declared = json.loads((repository / "package.json").read_text())
    del packages[""]
    assert packages
    assert all("integrity" in package for package in packages.values())
    for name in {**declared["dependencies"], **declared["devDependencies"]}:
        assert f"node_modules/{name}" in packages


def test_every_wing_has_its_floor(repository: Path) -> None:
    wings = {file.parent.name for file in repository.glob("*/__init__.py")} - {"tests"}
    linter = pyproject(repository)["tool"]["importlinter"]
    (floors,) = (each for each in linter["contracts"] if each["name"].startswith("Floors"))
    placed = {room.strip(" ()") for floor in floors["layers"] for room in floor.split("|")}
    assert set(linter["root_packages"]) == wings
    assert wings <= placed
