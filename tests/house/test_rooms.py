"""Each room stands where the house has a place for it, holds what a room holds, and is drawn."""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.house import checks, drawing

#: What stands at a room's root; the core's rooms are toolboxes, whose tools stand there too.
AT_THE_ROOT = {
    "__init__", "admin", "api", "apps", "channel", "channels", "enums", "errors", "formats",
    "forms", "hooks",
    "locale", "management", "middleware", "migrations", "models", "outcomes", "platform", "posting",
    "room", "rules", "selectors", "services", "site_urls", "static", "tasks", "templatetags",
    "urls", "views",
}  # fmt: skip


def test_each_application_of_ours_is_a_room(repository: Path) -> None:
    folders = {
        ".".join(path.parent.relative_to(repository).parts)
        for path in checks.tracked_files(repository)
        if path.name == "apps.py"
    }
    assert folders - {"lsc"} == set(drawing.rooms())


def test_each_room_stands_in_the_contract_of_what_flows_in_it(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (flow,) = (each for each in contracts if each["name"].startswith("Flow inside a room"))
    toolboxes = {"core.house", "core.text"}
    assert set(flow["containers"]) == set(drawing.rooms()) - toolboxes


@pytest.mark.parametrize("room", [room for room in drawing.rooms() if not room.startswith("core.")])
def test_no_module_lies_about_at_a_room_s_root(room: str) -> None:
    folder = drawing.ROOT / room.replace(".", "/")
    names = {path.stem for path in folder.iterdir() if path.name != "__pycache__"}
    assert names <= AT_THE_ROOT


@pytest.mark.parametrize(
    "gone",
    ["core.money", "core.models", "ledger.models", "ledger.services", "receipts.models",
     "receipts.services", "receipts.channels", "sepa.models", "sepa.pain", "extranet.models"],
)  # fmt: skip
def test_no_old_path_leads_anywhere(gone: str) -> None:
    assert find_spec(gone) is None


def test_the_page_draws_the_house_as_it_stands() -> None:
    assert drawing.PAGE.read_text() == drawing.page(), "run python -m tests.house.drawing"
