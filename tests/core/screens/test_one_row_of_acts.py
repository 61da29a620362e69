"""The acts of a record stand in one row; what does not fit is in the menu « Plus »."""

from __future__ import annotations

from core.screens.lists.records import IN_ONE_ROW, RecordAction, _in_one_row


def acts(*keys: str) -> list[tuple[RecordAction, str]]:
    return [
        (RecordAction(f"act{rank}", f"Acte {rank}", "core:home", "pencil", key=key), f"/{rank}/")
        for rank, key in enumerate(keys)
    ]


def names(actions: list[tuple[RecordAction, str]]) -> list[str]:
    return [action.code for action, _url in actions]


def test_a_few_acts_are_all_buttons() -> None:
    shown, more = _in_one_row(acts("F2", "", "", "", ""))
    assert (len(shown), more) == (IN_ONE_ROW, [])


def test_of_seven_those_with_a_key_stay_seen_and_the_others_are_in_the_menu() -> None:
    shown, more = _in_one_row(acts("F2", "", "", "F6", "Alt+T", "", ""))
    assert names(shown) == ["act0", "act1", "act3", "act4"]
    assert names(more) == ["act2", "act5", "act6"]


def test_no_menu_is_made_for_one_act() -> None:
    shown, more = _in_one_row(acts("F2", "F3", "F4", "F6", "F7", ""))
    assert (len(shown), more) == (6, [])
