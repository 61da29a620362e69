"""A record knows the one before and the one after, in the list that one came from."""

from __future__ import annotations

import re
from html import unescape

from ledger.books.models import Account
from tests.core.screens.conftest import Screen


def link_of(html: str, code: str) -> str:
    found = re.search(rf'<a href="([^"]+)" class="list-open">{code}</a>', html)
    assert found
    return unescape(found[1])


def beside(screen: Screen, url: str) -> dict[str, str]:
    html = screen.client.get(url).content.decode()
    return {
        rel: unescape(href) for rel, href in re.findall(r'rel="(prev|next)" href="([^"]+)"', html)
    }


def test_previous_and_next_follow_filter_and_sort(screen: Screen) -> None:
    url = link_of(screen.get("?solde=debiteur&tri=-balance"), "450C58")
    found = beside(screen, url)
    assert f"/comptes/{screen.accounts[59].pk}/" in found["prev"]
    assert f"/comptes/{screen.accounts[57].pk}/" in found["next"]


def test_one_walks_through_the_whole_list(screen: Screen) -> None:
    url, seen = link_of(screen.get(), "450C48"), 0
    while True:
        found = beside(screen, url)
        if "next" not in found:
            break
        url, seen = found["next"], seen + 1
    assert seen == 11
    assert f"/comptes/{screen.accounts[59].pk}/" in url


def test_the_list_may_change_meanwhile(screen: Screen) -> None:
    url = link_of(screen.get(), "450C10")
    Account.objects.filter(code__in=["450C03", "450C11"]).delete()
    found = beside(screen, url)
    assert f"/comptes/{screen.accounts[9].pk}/" in found["prev"]
    assert f"/comptes/{screen.accounts[12].pk}/" in found["next"]


def test_the_way_back_leads_to_the_page_of_the_list(screen: Screen) -> None:
    url = link_of(screen.get("?page=2&tri=-balance"), "450C05")
    html = screen.client.get(url).content.decode()
    assert f'href="{screen.url}?tri=-balance&amp;page=2"' in html


def test_without_a_list_there_is_no_neighbour(screen: Screen) -> None:
    url = f"/comptes/{screen.accounts[5].pk}/"
    assert beside(screen, url) == {}
    assert beside(screen, f"{url}?liste=nothing&rang=3&vue=") == {}
    assert beside(screen, f"{url}?liste=ledger.accounts&rang=x") == {}
