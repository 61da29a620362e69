"""What rooms bring: under one name each, in the order in which it came, and never replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from core.house.registry import AlreadyBroughtError, Registry, UnknownError
from core.screens.navigation import MENU, MenuItem, items_for
from tests.factories import make_staff
from tests.registries import only


@dataclass(frozen=True)
class Lamp:
    name: str
    watts: int = 5


@pytest.fixture
def lamps(monkeypatch: pytest.MonkeyPatch) -> Registry[str, Lamp]:
    monkeypatch.setattr(Registry, "all", {})
    return Registry("lamp", key=lambda lamp: lamp.name)


def test_things_are_in_the_order_in_which_they_came(lamps: Registry[str, Lamp]) -> None:
    lamps.add(Lamp("red"), Lamp("green"))
    lamps.add(Lamp("blue"))
    assert [lamp.name for lamp in lamps] == lamps.names() == ["red", "green", "blue"]
    assert len(lamps) == 3


def test_a_thing_is_had_by_its_name(lamps: Registry[str, Lamp]) -> None:
    red = Lamp("red")
    lamps.add(red)
    assert lamps.get("red") is lamps.find("red") is red
    assert "red" in lamps
    assert "green" not in lamps


def test_an_unknown_name_is_none_or_told(lamps: Registry[str, Lamp]) -> None:
    assert lamps.find("red") is None
    with pytest.raises(UnknownError, match="no lamp 'red'"):
        lamps.get("red")
    with pytest.raises(KeyError):
        lamps.get("red")


def test_the_same_thing_twice_is_one(lamps: Registry[str, Lamp]) -> None:
    red = Lamp("red")
    lamps.add(red, red)
    lamps.add(red)
    assert list(lamps) == [red]


def test_a_name_taken_by_another_is_refused(lamps: Registry[str, Lamp]) -> None:
    lamps.add(Lamp("red", watts=5))
    with pytest.raises(AlreadyBroughtError, match="lamp 'red'"):
        lamps.add(Lamp("red", watts=60))
    assert lamps.get("red").watts == 5


def test_what_comes_while_one_looks_is_seen_next_time(lamps: Registry[str, Lamp]) -> None:
    lamps.add(Lamp("red"), Lamp("green"))
    for lamp in lamps:
        lamps.add(Lamp(f"dark {lamp.name}"))
    assert lamps.names() == ["red", "green", "dark red", "dark green"]


def test_functions_go_by_their_full_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registry, "all", {})
    readers: Registry[str, Callable[[], int]] = Registry.of_functions("reader")
    readers.add(_one, _two)
    readers.add(_one)
    assert [read() for read in readers] == [1, 2]
    assert readers.names() == [f"{__name__}._one", f"{__name__}._two"]


def _one() -> int:
    return 1


def _two() -> int:
    return 2


def test_the_house_knows_its_registries_by_their_kind() -> None:
    assert Registry.all["menu item"] is MENU


@pytest.mark.django_db
def test_links_go_by_module_then_by_order_then_as_they_came() -> None:
    chief = make_staff(is_superuser=True)
    items = [
        MenuItem("settings", "Troisième", "core:users", "users"),
        MenuItem("settings", "Quatrième", "core:files", "files"),
        MenuItem("settings", "Deuxième", "core:agency", "building", order=10),
        MenuItem("dashboard", "Premier", "core:home", "home", order=90),
    ]
    with only(MENU, *items):
        shown = [item.label for item in items_for(chief)]
    assert shown == ["Premier", "Deuxième", "Troisième", "Quatrième"]


@pytest.mark.django_db
def test_the_settings_of_the_agency_come_first_in_their_order() -> None:
    chief = make_staff(is_superuser=True)
    shown = [item.label for item in items_for(chief) if item.module == "settings"]
    assert shown[:9] == [
        "Agence",
        "Utilisateurs",
        "Services système",
        "Dossiers d’échange",
        "Fichiers échangés",
        "Le Store",
        "Conservation",
        "Piste d’audit",
        "Journal de sécurité",
    ]


def test_they_come_by_their_order_then_as_they_were_brought() -> None:
    numbers: Registry[str, tuple[str, int]] = Registry(
        "number of a test", key=lambda pair: pair[0], order=lambda pair: pair[1]
    )
    numbers.add(("late", 9), ("first", 1), ("second", 1))
    assert [name for name, _order in numbers] == ["first", "second", "late"]
