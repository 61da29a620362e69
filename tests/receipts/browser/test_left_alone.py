"""A back office that was left alone: who comes back signs in again, and what was typed is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from core.database.models import SecurityEvent
from core.sign_in.middleware.idle import LAST_MOVE
from ledger.people.models import Party
from tests.receipts.browser.signing_in import PASSWORD, sign_in_again
from tests.receipts.counter import factories as make


@pytest.fixture
def user(transactional_db):
    made = make.make_cashier(username="marie", is_superuser=True)
    made.set_password(PASSWORD)
    made.save()
    return made


def leave_alone(minutes: int) -> None:
    """The last move of every session was so many minutes ago."""
    for row in Session.objects.all():
        data = row.get_decoded()
        data[LAST_MOVE] -= minutes * 60
        row.session_data = SessionStore().encode(data)
        row.save()


def test_a_plain_form_keeps_what_was_typed_and_is_sent_after_signing_in_again(
    page, user, live_server
) -> None:
    # The page asks for the bell by itself as it opens: once answered, it is quiet for a minute.
    with page.expect_response(re.compile("/etat/")):
        page.goto(f"{live_server.url}/tiers/nouveau/")
    page.locator("[name=last_name]").fill("REVENUE")
    leave_alone(31)
    # The computer slept with its page: its own timers have asked for nothing meanwhile.
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=31))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#expired-dialog")).to_be_visible()
    expect(page.locator("[name=last_name]")).to_have_value("REVENUE")
    assert not Party.objects.filter(last_name="REVENUE").exists()
    sign_in_again(page).close()
    expect(page.locator("h1")).to_contain_text("REVENUE")
    assert Party.objects.filter(last_name="REVENUE").count() == 1
    assert SecurityEvent.objects.filter(kind="session.idle", user=user).count() == 1
