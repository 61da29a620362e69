"""What the desk decides of an open item, noted in a dialog of the keying screen; its list."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.text.errors import BusinessError
from ledger.books.models import EntryLine
from receipts.counter.models import Batch, ItemOutcome
from receipts.counter.outcomes import OUTCOMES, Outcome
from receipts.counter.selectors.batch_outcomes import outcome_lines, say
from receipts.counter.services import note_outcome as services
from receipts.counter.views.batches import CLOSE, KEY, get_batch
from receipts.counter.views.open_items_panel import decided
from receipts.draft.views.answers import staff


def _kind(code: str) -> Outcome:
    found = {each.code: each for each in OUTCOMES}
    if code not in found:
        raise Http404
    return found[code]


def _item(request: HttpRequest, values: Any) -> EntryLine:
    ids = [values.get(name, "") for name in ("compte", "ligne")]
    if not all(each.isdecimal() and len(each) < 19 for each in ids):
        raise Http404
    rows = EntryLine.objects.select_related("account__entity", "account__party")
    return get_object_or_404(rows, pk=int(ids[1]), account=int(ids[0]), debit__gt=0)


@right_required(KEY)
@require_GET
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an outcome, in the dialog; or why there is none."""
    batch = get_batch(request, pk)
    outcome, line = _kind(request.GET.get("suite", "")), _item(request, request.GET)
    try:
        about, initial = outcome.about(line.account), outcome.initial(line.account)
    except BusinessError as error:
        return _form(request, batch, outcome, line, about=str(error), form=None)
    return _form(
        request, batch, outcome, line, about=about, form=outcome.form_class(initial=initial)
    )


def _form(
    request: HttpRequest,
    batch: Batch,
    outcome: Outcome,
    line: EntryLine,
    *,
    about: str,
    form: forms.Form | None,
    form_id: str = "",
) -> HttpResponse:
    context = {
        "batch": batch,
        "outcome": outcome,
        "item": line,
        "account": line.account,
        "about": about,
        "form": form,
        "form_id": form_id or str(uuid4()),
    }
    status = 422 if form is not None and form.is_bound else 200
    template = "receipts/counter/partials/outcome_form.html"
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@right_required(KEY)
@require_POST
@sensitive_post_parameters("iban")
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide it; sent twice, it is one outcome."""
    batch = get_batch(request, pk)
    outcome, line = _kind(request.POST.get("suite", "")), _item(request, request.POST)
    form = outcome.form_class(request.POST)
    form_id = request.POST.get("form_id", "")
    if not form.is_valid():
        return _form(request, batch, outcome, line, about="", form=form, form_id=form_id)
    try:
        row = services.note_outcome(
            pk,
            form_id=_uuid(form_id),
            account_id=line.account_id,
            line_id=line.pk,
            kind=outcome.code,
            values=form.cleaned_data,
            acting_user=staff(request),
        )
    except BusinessError as error:
        form.add_error(None, str(error))
        return _form(request, batch, outcome, line, about="", form=form, form_id=form_id)
    return decided(_("Noté : %(outcome)s.") % {"outcome": say(row)})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@right_required(KEY)
@require_GET
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """The outcomes of a batch, with their counts."""
    batch = get_batch(request, pk)
    context = {"batch": batch, "outcomes": outcome_lines(batch)}
    return render(request, "receipts/counter/partials/outcomes.html", context)


def _of(request: HttpRequest, pk: int) -> ItemOutcome:
    row = get_object_or_404(ItemOutcome.objects.defer("iban"), pk=pk)
    get_batch(request, row.batch_id)
    return row


@right_required(KEY)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of a batch that is not closed."""
    row = _of(request, pk)
    try:
        services.remove_outcome(pk, acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        toasts.done(request, _("Suite retirée du lot."))
    return redirect("receipts:batch", pk=row.batch_id)


@right_required(CLOSE)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one of a closed batch, with a reason."""
    row = _of(request, pk)
    reason = request.POST.get("reason", "")
    try:
        services.undo_outcome(pk, acting_user=staff(request), reason=reason)
    except BusinessError as error:
        toasts.refused(request, " ".join([str(error), *error.problems]))
    else:
        toasts.done(request, _("Suite défaite : la dette se règle de nouveau comme les autres."))
    return redirect("receipts:batch", pk=row.batch_id)
