"""The URL says what the list shows: filters, search, sort, page."""

from __future__ import annotations

import re

import pytest

from tests.core.screens.conftest import Screen


def codes(html: str) -> list[str]:
    return re.findall(r'class="list-open">(\w+)</a>', html)


def test_the_first_page_has_fifty_rows_in_the_default_order(screen: Screen) -> None:
    shown = codes(screen.get())
    assert shown == [f"450C{number:02}" for number in range(50)]


def test_the_second_page_has_the_rest_and_a_way_back(screen: Screen) -> None:
    html = screen.get("?page=2")
    assert codes(html) == [f"450C{number}" for number in range(50, 60)]
    assert 'rel="prev"' in html
    assert 'rel="next"' not in html


def test_a_sort_is_in_the_url_and_said_to_screen_readers(screen: Screen) -> None:
    html = screen.get("?tri=-balance")
    assert codes(html)[:2] == ["450C59", "450C58"]
    assert 'aria-sort="descending"' in html
    assert html.count('aria-sort="none"') >= 1


def test_filter_and_search_narrow_the_rows(screen: Screen) -> None:
    assert codes(screen.get("?solde=nul")) == ["450C00"]
    assert codes(screen.get("?solde=debiteur&q=copropri%C3%A9taire+59")) == ["450C59"]


@pytest.mark.parametrize("typed", ["helene", "HÉLÈNE", "noel", "450c07", "noël hel"])
def test_search_ignores_accents_case_and_the_order_of_words(screen: Screen, typed: str) -> None:
    assert codes(screen.get(f"?q={typed}")) == ["450C07"]


def test_htmx_gets_the_table_only_and_the_address_to_show(screen: Screen) -> None:
    response = screen.part("?q=&solde=nul&tri=code&page=1&junk=1")
    html = response.content.decode()
    assert 'id="list-table"' in html
    assert "<html" not in html
    assert response.headers["HX-Push-Url"] == f"{screen.url}?solde=nul"
    assert "HX-Target" in response.headers["Vary"]


def test_a_restored_history_gets_the_whole_page(screen: Screen) -> None:
    headers = {"HX-Target": "list-table", "HX-History-Restore-Request": "true"}
    assert "<html" in screen.client.get(screen.url, headers=headers).content.decode()


@pytest.mark.parametrize(
    "query", ["?page=abc", "?page=0", "?page=99999999999", "?tri=password", "?tri=-", "?solde=x"]
)
def test_nonsense_in_the_url_shows_the_list_as_it_is(screen: Screen, query: str) -> None:
    assert codes(screen.get(query))[0] == "450C00"


def test_beyond_the_end_leads_back(screen: Screen) -> None:
    html = screen.get("?page=40")
    assert "lsc-list-empty" in html
    assert f'href="{screen.url}"' in html


def test_the_total_comes_apart_with_the_sum_of_the_filter(screen: Screen) -> None:
    html = screen.get("?solde=debiteur&part=total")
    assert "59 lignes" in html
    assert "1\u202f770,00\u202fD" in html


def test_a_page_costs_the_same_whatever_the_number_of_rows(
    screen: Screen, django_assert_max_num_queries: object
) -> None:
    screen.get()
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        screen.get()
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert screen.part("?page=2").status_code == 200
