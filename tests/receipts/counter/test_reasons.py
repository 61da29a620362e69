"""A reason is kept for good, in clear: no card number and no IBAN enters one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from core.database.models import AuditEvent
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import CardNumberError, IbanTypedError, looks_like_iban
from receipts.counter.models import HeldCheque
from receipts.counter.services import release_held_cheque as releasing
from receipts.counter.services.bounce_cheque import undo_bounce
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.note_outcome import undo_outcome
from receipts.counter.services.transfer_case import take_back
from receipts.counter.views import outcome_pages as outcome_views
from receipts.draft.rules.reasons import optional_reason, reason_of
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.override_cash_rule import override_cash_rule
from receipts.draft.services.reverse_receipt import reverse_receipts
from receipts.till.services.reopen_till_day import reopen_day
from tests import factories
from tests.receipts.counter import factories as make
from tests.receipts.counter import later

CARD = "payé par carte 4111 1111 1111 1111"
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "prélever FR1420041010050500013M02606 demain",
        "FR14 2004 1010 0505 0001 3M02 606",
        "FR14-2004-1010-0505-0001-3M02-606",
        "FR14.2004.1010.0505.0001.3M02.606",
        "FR14\u00a02004\u202f1010 0505  0001\t3M02\u2009606",
        "FR14\u20112004\u20111010\u20130505\u20140001\u22123M02_606",
        "FR14\u200b2004\u200b1010\u200b0505\u200b0001\u200b3M02\u200b606",
        "IBANfr1420041010050500013m02606suite",
        "GB82 WEST 1234 5698 7654 32",
        "BR18 0036 0305 0000 1000 9795 493C 1",
    ],
)
def test_an_iban_is_seen_however_it_is_written(text: str) -> None:
    assert looks_like_iban(text)
    with pytest.raises(IbanTypedError):
        reason_of(text)
    with pytest.raises(IbanTypedError):
        optional_reason("x" * 190 + text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CH12 rue des Lilas",
        "CH12 rue des Lilas, 54000 Nancy, appartement du deuxième étage",
        "lot12 appartement du bas",
        "BP45 facture de charges du 3e trimestre 2026",
        "FR76 3000 6000 0112 3456 7890 188",
        "Chèque rendu, l’échéancier PE25 est revu",
    ],
)
def test_what_is_no_iban_is_kept(text: str) -> None:
    assert not looks_like_iban(text)
    assert optional_reason(text) == text


def test_a_reason_is_cut_and_never_empty() -> None:
    assert reason_of("  doublon  ") == "doublon"
    assert len(reason_of("é" * 900)) == 200
    assert len(reason_of("é" * 900, most=300)) == 300
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        reason_of(" \n")
    with pytest.raises(BusinessError, match="Sans motif"):
        reason_of("", missing="Sans motif")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        lambda user: cancel_receipts([1], acting_user=user, reason=CARD),
        lambda user: override_cash_rule(1, acting_user=user, reason=CARD),
        lambda user: reopen_day(1, acting_user=user, reason=CARD, now=timezone.now()),
        lambda user: undo_bounce(1, acting_user=user, reason=CARD, day=DAY),
        lambda user: close_batch(1, acting_user=user, reason=CARD),
        lambda user: cancel_cheque(1, acting_user=user, reason=CARD, day=DAY),
        lambda user: undo_outcome(1, acting_user=user, reason=CARD),
        lambda user: take_back(1, acting_user=user, reason=CARD),
        lambda user: reverse_receipts([1], acting_user=user, reason=CARD, entry_date=DAY),
    ],
)
def test_every_door_refuses_a_card(act: Callable[[User], object]) -> None:
    with pytest.raises(CardNumberError):
        act(factories.make_staff())
    assert not AuditEvent.objects.filter(data__icontains="4111").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [CARD, "IBAN FR1420041010050500013M02606"])
def test_a_cheque_that_is_given_back_takes_no_secret(typed: str) -> None:
    counter, marie = make.make_counter(), make.make_cashier(username="marie")
    (held,) = later.hold(counter.pierre, ["58,00"], user=marie)
    for act in (releasing.give_back, releasing.cancel_held):
        with pytest.raises((CardNumberError, IbanTypedError)):
            act(held.pk, acting_user=marie, reason=typed)
    day = later.in_days(40)
    with pytest.raises((CardNumberError, IbanTypedError)):
        releasing.change_agreed_date(held.pk, acting_user=marie, agreed_date=day, reason=typed)
    assert HeldCheque.objects.get().outcome_reason == ""


@pytest.mark.django_db
def test_the_iban_of_a_coupon_is_in_no_error_report(rf: RequestFactory) -> None:
    """Django leaves out of its reports what the view says is sensitive."""
    request = rf.post("/", {"iban": "FR14"})
    request.user = factories.make_staff(rights=["receipts_counter.key_receipts"])
    with pytest.raises(Http404):
        outcome_views.note(request, 1)
    assert vars(request)["sensitive_post_parameters"] == ("iban",)
