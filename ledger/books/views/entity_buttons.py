"""What the buttons of an entity's record do: show its IBAN, try its mailbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.people.access import right_required, user_of
from ledger.books.services.edit_bank_account import reveal_iban
from ledger.books.services.try_mailbox import try_mailbox
from ledger.books.views.common import EDIT
from ledger.books.views.entity_pages import entity_of


@right_required("core_people.reveal_iban")
@require_POST
def entity_iban(request: HttpRequest, pk: int) -> HttpResponse:
    """The IBAN in full, once it is in the audit trail that it was asked for."""
    account = entity_of(pk).collection_account
    shown = reveal_iban(bank_account=account, acting_user=user_of(request)) if account else ""
    response = render(request, "ledger/partials/entity_iban.html", {"iban": shown})
    response.headers["Cache-Control"] = "no-store"
    return response


@right_required(EDIT)
@require_POST
def entity_mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """*Tester cette boîte*: what is typed, or the stored password where none is typed."""
    entity = entity_of(pk)
    server, mailbox = request.POST.get("pop_server", ""), request.POST.get("mailbox", "")
    # The stored password only ever goes where it was stored for.
    is_stored = (server, mailbox) == (entity.pop_server, entity.mailbox)
    password = request.POST.get("mailbox_password", "")
    answer = try_mailbox(
        server=server,
        mailbox=mailbox,
        password=password or (entity.mailbox_password if is_stored else ""),
    )
    return render(request, "ledger/partials/entity_mailbox.html", {"answer": answer})
