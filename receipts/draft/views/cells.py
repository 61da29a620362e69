"""Typing on the draft: one cell, or the whole selection at once."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.text.errors import BusinessError
from core.text.money import format_euros
from ledger.accounts.selectors import find_accounts
from ledger.books.forms.widgets import AccountField
from ledger.books.models import Journal
from ledger.books.views.common import options, typed
from receipts.draft.errors import EditConflictError, ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.edit_receipt import edit_cell, edit_selection
from receipts.draft.views.answers import changed, refusals_shown, staff
from receipts.draft.views.draft_list import DraftList
from receipts.draft.views.rows import render_rows
from receipts.draft.views.selection import selected_ids


@right_required("receipts_draft.edit_draft")
@require_POST
def cell(request: HttpRequest, pk: int) -> JsonResponse:
    """Save one cell. 409 with the other's value where someone was faster, 422 where refused."""
    try:
        edit_cell(
            pk,
            acting_user=staff(request),
            cell=request.POST.get("cell", ""),
            value=request.POST.get("value", ""),
            expected=request.POST.get("expected", ""),
        )
    except EditConflictError as error:
        return JsonResponse({"message": str(error), "current": error.current}, status=409)
    except BusinessError as error:
        reasons = error.reasons[pk] if isinstance(error, ReceiptsRefusedError) else [str(error)]
        problem = reasons[0]
        return JsonResponse({"message": problem[:1].upper() + problem[1:]}, status=422)
    row = DraftReceipt.objects.select_related("entity", "account", "journal").get(pk=pk)
    page = DraftList(request)
    return JsonResponse({"row": render_rows([row], page.shown, reader=page.user)})


@right_required("receipts_draft.edit_draft")
@require_POST
@refusals_shown
def selection(request: HttpRequest) -> HttpResponse:
    """Give the journal and voucher to all that is selected."""
    try:
        seen_at = parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:
        seen_at = None
    if seen_at is None or seen_at.tzinfo is None:
        raise BusinessError(_("La page est trop ancienne : rechargez le brouillard."))
    done = edit_selection(
        selected_ids(request),
        acting_user=staff(request),
        seen_at=seen_at,
        journal=request.POST.get("journal", ""),
        voucher=request.POST.get("voucher", ""),
    )
    said = ngettext("%(count)d ligne modifiée", "%(count)d lignes modifiées", done.count) % {
        "count": done.count
    }
    return changed(request, f"{said}, {format_euros(done.total)}.")


@right_required("receipts_draft.see_draft")
@require_GET
def journals(request: HttpRequest) -> JsonResponse:
    """Active journals of one entity (``entite``, its id), or the codes that any entity has."""
    rows = Journal.objects.filter(active=True)
    entity = request.GET.get("entite", "")
    if entity.isdecimal() and len(entity) < 19:
        rows = rows.filter(entity_id=int(entity))
    labels: dict[str, str] = {}
    for code, label in rows.order_by("code").values_list("code", "label"):
        labels.setdefault(code, label)
    return JsonResponse(
        {"journals": [{"code": code, "label": label} for code, label in labels.items()]}
    )


@right_required("receipts_draft.see_draft")
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Suggestions of the one account picker for who keys on the draft: open accounts only."""
    found = find_accounts(typed(request), is_open=True)
    return options(request, map(AccountField.text_of, found))
