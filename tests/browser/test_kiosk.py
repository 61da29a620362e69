"""Balances leave by SFTP, two tenants pay in the lobby, the accountant imports and posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lsc.demo.sshd import SshServer, ssh_server
from tests.browser.conftest import PHONE, overflows
from tests.installation import Installation
from tests.waiting import wait_until

FIRST_NIGHT = """
from pathlib import Path
from django.utils import timezone
from connectic.services.send_balances import send_nightly
from core.people.models import User
from core.jobs.services import outbox
from lsc.demo.lobby import Lobby, install
from lsc.demo.sshd import SshServer
server = SshServer(Path({folder!r}), port={port})
install(Lobby(server.files, server), acting_user=User.objects.get(username="admin"))
send_nightly(now=timezone.now())
outbox.deliver()
"""
STOP = """
from core.office.services.subscribe import unsubscribe
unsubscribe(code="connectic", acting_user=None)
"""
OWED = """
SELECT account.code, account.balance FROM ledger_books_account account
JOIN ledger_books_entity entity ON entity.id = account.entity_id
WHERE entity.code = 'G001' AND account.code IN ('81MARITON', '81ROLINMAR') ORDER BY 1
"""


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[SshServer]:
    with ssh_server(tmp_path / "ssh") as server:
        for name in ("soldes", "paiements"):
            (server.files / name).mkdir()
        yield server


@pytest.fixture
def paid(sites: Installation, sshd: SshServer) -> Iterator[None]:
    """The balances left at night, and Paul and Marie paid at the kiosk."""
    sites.python(FIRST_NIGHT.format(folder=str(sshd.folder), port=sshd.port))
    wait_until(lambda: list(sshd.files.glob("soldes/*.csv")), "the balances", told=sites.logs)
    sites.manage("kiosk_simulator", "--pay", "MARITON=330:CARD", "--pay", "ROLIN=650:CASH")
    yield
    sites.python(STOP)


def imports(page: Page, sites: Installation) -> None:
    """The button of the kiosk’s channel offers the two ways in."""
    page.goto(f"{sites.backoffice}/brouillard/?canal=kiosk&qui=tous")
    expect(page.locator("[data-list-rows] tr")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Importer…")).click()
    expect(page.locator("#draft-dialog")).to_contain_text("Importer les paiements de l’automate")


def takes_in(page: Page) -> None:
    page.get_by_role("button", name="Relever le dossier").click()
    rows = page.locator("[data-list-rows] tr")
    expect(rows).to_have_count(2)
    expect(page.locator("#draft-dialog")).to_be_hidden()
    expect(page.locator("[data-list-rows]")).to_contain_text("81MARITON")
    expect(page.locator("[data-list-rows]")).to_contain_text("650,00")
    expect(rows.filter(has_text="81ROLINMAR")).to_contain_text("Espèces")
    expect(rows.filter(has_text="81MARITON")).to_contain_text("Carte")


def prepares(page: Page) -> None:
    page.locator("#draft-q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+a")
    expect(page.locator("[data-list-summary]")).to_contain_text(re.compile(r"2 lignes.*980,00"))
    page.keyboard.press("F8")
    band = page.locator("#draft-band")
    expect(band).to_contain_text("2 lignes préparées")
    expect(band).to_contain_text("Rien n’est encore en comptabilité")


def posts(page: Page) -> None:
    page.keyboard.press("F9")
    expect(page.locator("#draft-dialog")).to_contain_text("2 écritures validées")
    page.keyboard.press("Enter")
    expect(page.locator("[data-list-rows] tr")).to_have_count(0)


def balances(sites: Installation) -> dict[str, int]:
    """In cents, by account."""
    return {str(code): int(str(cents)) for code, cents in sites.query(OWED)}


@pytest.mark.usefixtures("paid")
def test_the_kiosk_from_the_lobby_to_the_books(
    sites: Installation,
    desk_page: Page,
    staff_sign_in: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    before, findings = balances(sites), []
    page = staff_sign_in(desk_page, "mdn")
    imports(page, sites)
    findings += axe(page)
    takes_in(page)
    findings += axe(page)
    prepares(page)
    findings += axe(page)
    assert balances(sites) == before
    posts(page)
    after = balances(sites)
    assert before["81MARITON"] - after["81MARITON"] == 330_00
    assert before["81ROLINMAR"] - after["81ROLINMAR"] == 650_00

    page.goto(f"{sites.backoffice}/automate/")
    expect(page.get_by_role("heading", name="Journées de l’automate")).to_be_visible()
    table = page.locator("main table")
    expect(table).to_contain_text(re.compile(r"2 · 980,00"))
    expect(table).to_contain_text("CONNECTIC-PAIEMENTS-HALL-1")
    findings += axe(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert overflows(page) == 0
    assert not findings, "\n".join(findings)
