"""Of the front-end packages, what pages use is collected, and found again without them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

from core.screens import front_end
from core.screens.front_end import ICONS, FrontEndFinder, icon_svg, static_path
from tests.house.checks import WINGS

ROOT = Path(settings.BASE_DIR)
FOLDERS = (*WINGS, "lsc", "templates")


@pytest.fixture(scope="module")
def source() -> str:
    files = [
        each
        for room in FOLDERS
        for kind in ("py", "html")
        for each in (ROOT / room).rglob(f"*.{kind}")
        if each.name != "front_end.py"
    ]
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


@pytest.fixture
def without_packages(settings, tmp_path: Path, monkeypatch) -> Path:
    """A machine that has what ``collectstatic`` left, and no ``node_modules``."""
    settings.NODE_MODULES = tmp_path / "none"
    collected = tmp_path / "static"
    monkeypatch.setattr(front_end, "staticfiles_storage", StaticFilesStorage(str(collected)))
    return collected


def test_templates_draw_icons_that_are_collected(source: str) -> None:
    drawn = set(re.findall(r'{% icon "([^"]+)"', source))
    assert len(drawn) > 50
    assert drawn <= ICONS


def test_no_icon_is_collected_for_nothing(source: str) -> None:
    assert {name for name in ICONS if f'"{name}"' not in source} == set()


def test_an_icon_that_is_not_collected_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="ICONS has no brand-github"):
        icon_svg("brand-github")


def test_each_file_is_there_and_so_is_the_map_that_it_names() -> None:
    listed = dict(FrontEndFinder().list(None))
    assert len(listed) == 6 + len(ICONS)
    for name, storage in listed.items():
        if name.endswith(".map"):
            continue
        with storage.open(name) as opened:
            end = opened.read()[-200:].decode(errors="replace")
        mapped = re.search(r"sourceMappingURL=(\S+)", end)
        assert not mapped or str(Path(name).with_name(mapped[1])) in listed, name


def test_icons_are_found_where_they_were_collected(without_packages: Path) -> None:
    with pytest.raises(ValueError, match=r"No static file icons/key\.svg"):
        static_path("icons/key.svg")
    (without_packages / "icons").mkdir(parents=True)
    (without_packages / "icons" / "key.svg").write_text("<svg></svg>")
    assert static_path("icons/key.svg") == without_packages / "icons" / "key.svg"
    assert icon_svg("key") == "<svg></svg>"


def test_without_packages_nothing_is_listed(without_packages: Path) -> None:
    assert list(FrontEndFinder().list(None)) == []
    assert FrontEndFinder().find("icons/key.svg", find_all=True) == []


def test_what_rooms_register_has_icons_that_are_collected() -> None:
    """Some are drawn in a rare state only: a year that can be closed, a file that is to be left."""
    rooms = [
        ast.parse(each.read_text()) for room in FOLDERS for each in (ROOT / room).rglob("*.py")
    ]
    nodes = [node for tree in rooms for node in ast.walk(tree)]
    places = {
        node.name: names.index("icon")
        for node in nodes
        if isinstance(node, ast.ClassDef) and "icon" in (names := _fields(node))
    }
    assert len(places) > 8
    drawn = set()
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        name = str(getattr(call.func, "attr", getattr(call.func, "id", "")))
        given = call.args[places[name] :][:1] if name in places else []
        drawn |= {each.value for each in given if isinstance(each, ast.Constant)}
    assert len(drawn) > 20
    assert drawn - ICONS - {""} == set()


def _fields(node: ast.ClassDef) -> list[str]:
    return [
        each.target.id
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    ]
