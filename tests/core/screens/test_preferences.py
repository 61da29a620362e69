"""Columns in the user's order, views by name: remembered, and one's own."""

from __future__ import annotations

import re

from tests.core.screens.conftest import Screen

ORDER = "balance,code,label,entity,role,party,building,accountant,published,closed_on"


def headings(html: str) -> list[str]:
    return re.findall(r'data-column="(\w+)"', html)


def test_columns_are_moved_and_hidden_for_good(screen: Screen) -> None:
    screen.post(part="columns", order=ORDER, shown=["balance", "code", "label"], vue="")
    assert headings(screen.get()) == ["balance", "code", "label"]


def test_the_list_goes_back_to_its_own_columns(screen: Screen) -> None:
    before = headings(screen.get())
    screen.post(part="columns", order=ORDER, shown=["code"], vue="")
    screen.post(part="columns-reset", vue="")
    assert headings(screen.get()) == before


def test_one_column_stays(screen: Screen) -> None:
    before = headings(screen.get())
    screen.post(part="columns", order=ORDER, vue="")
    assert headings(screen.get()) == before


def test_columns_are_ones_own(screen: Screen) -> None:
    from tests.ledger.conftest import signed_in

    screen.post(part="columns", order=ORDER, shown=["code"], vue="")
    assert len(headings(signed_in().get(screen.url).content.decode())) > 1


def test_unknown_columns_are_forgotten(screen: Screen) -> None:
    screen.post(part="columns", order=f"secret,{ORDER}", shown=["secret", "code"], vue="")
    assert headings(screen.get()) == ["code"]


def test_hidden_columns_stay_out_of_the_exports(screen: Screen) -> None:
    screen.post(part="columns", order=ORDER, shown=["code", "balance"], vue="")
    first = b"".join(screen.client.get(f"{screen.url}?format=csv")).decode().splitlines()[0]
    assert first == "\ufeffSolde;N° de compte"


def test_a_view_is_kept_by_name_and_forgotten(screen: Screen) -> None:
    link = f'href="{screen.url}?solde=debiteur&amp;tri=-balance"'
    screen.post(part="view-save", name=" Qui  doit ", vue="solde=debiteur&tri=-balance&page=3")
    html = screen.get()
    assert link in html
    assert "Qui doit" in html
    screen.post(part="view-delete", name="Qui doit", vue="")
    assert link not in screen.get()


def test_a_view_needs_a_name(screen: Screen) -> None:
    response = screen.client.post(
        screen.url, {"part": "view-save", "name": " ", "vue": ""}, follow=True
    )
    assert "Donnez un nom à cette vue" in response.content.decode()
