"""Screens and reports at ten million lines: the best of some requests, against their ceiling."""

from collections.abc import Callable, Iterator
from functools import cache, partial

from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.http.response import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from core.people.enums import UserKind
from core.people.models import User
from ledger.books.models import Account, Entity, PortfolioEntity
from lsc.bench import MEASURES, Measure, big
from lsc.bench.timing import Spent, Stopwatch, figure

#: Seconds that a screen may take, and the first page of a report.
SCREEN, REPORT = 0.100, 0.500
LINES = 10_400_000


@cache
def _client() -> Client:
    client = Client()
    client.force_login(big.agency())
    return client


@cache
def _client_of_half() -> Client:
    """A user with every right, who works on every other entity: no administrator, who reads all."""
    big.agency()
    user, is_new = User.objects.get_or_create(
        username="half", defaults={"kind": UserKind.STAFF, "every_entity": False}
    )
    if is_new:
        user.user_permissions.set(Permission.objects.all())
        PortfolioEntity.objects.bulk_create(
            PortfolioEntity(user=user, entity=entity)
            for entity in Entity.objects.order_by("code")[::2]
        )
    client = Client()
    client.force_login(user)
    return client


def _get(
    address: Callable[[], str], _size: int, *, client_of: Callable[[], Client] = _client
) -> Spent:
    """One request, to the last byte of its answer."""
    client, url = client_of(), address()
    with Stopwatch() as watch:
        answer = client.get(url)
        content = _content(answer)  # type: ignore[arg-type]
    if answer.status_code != 200 or not content:
        raise RuntimeError(f"{url}: {answer.status_code}")
    return watch.spent


def _content(answer: HttpResponse | StreamingHttpResponse) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def _page(name: str, query: str = "") -> Callable[[], str]:
    return lambda: f"{reverse(name)}{query}"


def _of(account: Callable[[], Account], name: str, query: str = "") -> Callable[[], str]:
    return lambda: f"{reverse(name, args=[account().pk])}{query}"


def _client_account() -> Account:
    return Account.objects.get(entity__code="G900", code="411Z10")


def _ceiling(seconds: float, _size: int) -> Spent:
    return figure(seconds)


def _screens() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "tableau de bord", _page("core:home")
    yield "tableau de bord : en retard", lambda: reverse("core:card", args=["overdue"])
    for text in ("martin", "client 777", "450Z99999", "BQ 1012", "R-introuvable"):
        yield f"recherche : {text}", _page("core:search", f"?q={text}")
    for query in ("", "&q=REF1234", "&q=client+777", "&q=1234,56", "&q=virement"):
        yield f"brouillard {query}", _page("receipts:draft", f"?qui=tous{query}")
    for sort in ("compte", "-intitule", "entite", "journal", "piece", "montant"):
        yield f"brouillard trié : {sort}", _page("receipts:draft", f"?qui=tous&tri={sort}")
    yield "comptes", _page("ledger:accounts", "?q=client+77")
    yield "tiers", _page("ledger:parties")
    yield "écritures", _page("ledger:entries")
    yield "écritures : règlement", _page("ledger:entries", "?q=règlement")
    yield "trop-perçus", _page("ledger:overpayments")
    for name in ("ledger:account", "ledger:account_lines", "ledger:account_matching"):
        yield f"{name}, 26 lignes", _of(_client_account, name)
        yield f"{name}, 10 000 lignes", _of(big.long_account, name)


def _reports() -> Iterator[tuple[str, Callable[[], str]]]:
    for name in ("ledger:trial_balance", "ledger:general_ledger", "ledger:journal_listing"):
        yield f"{name}, 2 millions", _page(name, "?entite=G900")
        yield f"{name}, 40 000", _page(name, "?entite=S901")
    yield "relevé de 26 lignes, PDF", _of(_client_account, "ledger:account_statement")


def _of_half() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "tableau de bord : en retard", lambda: reverse("core:card", args=["overdue"])
    for query in ("", "&q=client+777", "&tri=compte", "&tri=entite", "&tri=journal"):
        yield f"brouillard {query}", _page("receipts:draft", f"?qui=tous{query}")
    yield "comptes", _page("ledger:accounts", "?q=client+77")
    yield "recherche : client 777", _page("core:search", "?q=client 777")


def _add(
    name: str,
    address: Callable[[], str],
    seconds: float,
    client_of: Callable[[], Client] = _client,
) -> None:
    MEASURES.add(
        Measure(
            name,
            partial(_ceiling, seconds),
            partial(_get, address, client_of=client_of),
            limit=1,
            sizes=(LINES,),
            repeat=3,
            big=True,
        )
    )


def _add_all() -> None:
    for name, address in _screens():
        _add(f"écran : {name}", address, SCREEN)
    for name, address in _of_half():
        _add(f"la moitié : {name}", address, SCREEN, _client_of_half)
    for name, address in _reports():
        _add(f"édition : {name}", address, REPORT)
    statement = _of(big.long_account, "ledger:account_statement")
    _add("relevé de 10 000 lignes, PDF", statement, 2.0)


_add_all()
