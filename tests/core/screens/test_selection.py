"""Some rows, or everything in the filter: what the bar says and what an action gets."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from ledger.books.models import Account
from tests.core.screens.conftest import Screen


def ids(screen: Screen, *numbers: int) -> str:
    return ",".join(str(screen.accounts[number].pk) for number in numbers)


def summary(screen: Screen, sel: str, vue: str = "") -> str:
    return screen.post(part="selection", sel=sel, vue=vue).content.decode()


def test_the_selection_is_counted_and_summed(screen: Screen) -> None:
    said = summary(screen, ids(screen, 10, 20, 30))
    assert "3 lignes sélectionnées" in said
    assert "60,00\u202fD" in said


def test_everything_in_the_filter_goes_beyond_the_page(screen: Screen) -> None:
    said = summary(screen, "tout", "solde=debiteur")
    assert "59 lignes sélectionnées" in said
    assert "1\u202f770,00\u202fD" in said


def test_a_row_may_be_left_out_of_everything(screen: Screen) -> None:
    said = summary(screen, f"tout,-{screen.accounts[59].pk}", "solde=debiteur")
    assert "58 lignes sélectionnées" in said
    assert "1\u202f711,00\u202fD" in said


@pytest.mark.parametrize("sel", ["", "abc", ",,,", "9" * 30])
def test_nothing_and_nonsense_select_nothing(screen: Screen, sel: str) -> None:
    assert "Aucune ligne sélectionnée" in summary(screen, sel)


def test_the_page_remembers_the_selection_of_its_url(screen: Screen) -> None:
    assert f'data-selection="{ids(screen, 3, 4)}"' in screen.get(f"?sel={ids(screen, 3, 4)}")


def test_an_action_gets_the_selection_and_comes_back_to_the_same_view(screen: Screen) -> None:
    Account.objects.filter(code="450C05").update(balance=999)
    response = screen.client.post(
        reverse("ledger:account_recompute"),
        {"sel": "tout", "vue": "q=copropri%C3%A9taire&tri=-balance"},
    )
    assert response.status_code == 303
    assert response.headers["Location"].endswith("?q=copropri%C3%A9taire&tri=-balance")
    assert Account.objects.get(code="450C05").balance == 0
    assert Account.objects.get(code="450C07").balance == 7, "Hélène was not in the filter"
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said
    assert said[0].startswith("58 soldes étaient faux")


def test_an_action_without_a_selection_says_so(screen: Screen) -> None:
    response = screen.client.post(reverse("ledger:account_recompute"), {"sel": "", "vue": ""})
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Sélectionnez d’abord une ligne au moins."]


def test_a_message_reaches_the_page_through_htmx(screen: Screen) -> None:
    screen.client.post(reverse("ledger:account_recompute"), {"sel": "", "vue": ""})
    assert "lsc:messages" in screen.part().headers["HX-Trigger"]


def test_actions_need_their_right(screen: Screen) -> None:
    from tests.ledger.conftest import signed_in

    recompute = reverse("ledger:account_recompute")
    assert recompute in screen.get()
    assert recompute not in signed_in().get(screen.url).content.decode()
