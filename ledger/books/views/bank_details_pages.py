"""*Coordonnées bancaires*: what was asked, who approves it, what came in force."""

import time
from collections.abc import Callable

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required, user_of
from core.screens.answers import done_or_refused
from ledger.books.enums import ChangeState, Proof
from ledger.books.models import BankDetailsChange
from ledger.books.selectors.bank_details_changes import RIGHT, changes
from ledger.books.services.bank_details import decide_change

SHOWN = 50


def proof_of(request: HttpRequest) -> Proof:
    """By what the reader has just shown again who they are; signing in does not count."""
    shown = [
        record
        for record in get_authentication_records(request, user_of(request))
        if record.get("reauthenticated")
    ]
    if not shown or time.time() - shown[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT:
        return Proof.NONE
    return Proof.SECOND_FACTOR if shown[-1]["method"] == "mfa" else Proof.PASSWORD


@right_required(RIGHT)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": changes().filter(state=ChangeState.WAITING),
        "decided": changes().exclude(state=ChangeState.WAITING)[:SHOWN],
        "is_proved": proof_of(request) != Proof.NONE,
    }
    return render(request, "ledger/bank_details.html", context)


def _decide(request: HttpRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    get_object_or_404(BankDetailsChange, pk=pk)
    return done_or_refused(request, act, back="ledger:bank_details")


@right_required(RIGHT)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    def act() -> str:
        decide_change.approve_change(
            pk, acting_user=user_of(request), proof=proof_of(request), now=timezone.now()
        )
        return _("Les nouvelles coordonnées valent dès maintenant.")

    return _decide(request, pk, act)


@right_required(RIGHT)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    def act() -> str:
        decide_change.refuse_change(pk, acting_user=user_of(request), now=timezone.now())
        return _("Changement refusé : rien ne change.")

    return _decide(request, pk, act)


@right_required(RIGHT)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    def act() -> str:
        decide_change.withdraw_change(pk, acting_user=user_of(request), now=timezone.now())
        return _("Changement retiré : rien ne change.")

    return _decide(request, pk, act)
