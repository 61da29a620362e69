"""Coupons of the accounts selected in the list, or of one account: choose, print, fetch."""

from datetime import date, timedelta

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.database.lookups import among
from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs import workers
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.people.access import background, right_required
from core.screens import toasts
from core.text.errors import BusinessError
from core.text.money import ZERO
from core.text.numbers import read_wholes
from ledger.accounts.views.account_list import AccountList
from ledger.books.models import Account
from receipts.coupons.models import PaymentCoupon
from receipts.coupons.services import issue_coupons as coupons
from receipts.coupons.tasks import print_coupons
from receipts.draft.views.answers import staff

RIGHT = "receipts_draft.edit_draft"


def _day(label: object) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)  # type: ignore[arg-type]


class CouponForm(forms.Form):
    start = _day(gettext_lazy("Période du"))
    end = _day(gettext_lazy("au"))
    due_on = _day(gettext_lazy("À régler avant le"))


def _initial() -> dict[str, date]:
    today = timezone.localdate()
    start, end = coupons.default_period(today)
    return {"start": start, "end": end, "due_on": today + timedelta(days=15)}


@right_required(RIGHT)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The period and the due date, for the selection of the account list."""
    page = AccountList.of_selection(request)
    try:
        ids = list(page.selected().values_list("pk", flat=True)[: coupons.MAX_COUPONS + 1])
    except BusinessError as refusal:
        toasts.refused(request, refusal)
        return redirect(page.address(page.query_string()))
    initial = _initial()
    return _ask(request, CouponForm(initial=initial), ids, due_on=initial["due_on"])


@right_required(RIGHT)
@require_GET
def choose_one(request: HttpRequest, pk: int) -> HttpResponse:
    account, initial = get_object_or_404(Account, pk=pk), _initial()
    return _ask(request, CouponForm(initial=initial), [account.pk], due_on=initial["due_on"])


def _ask(request: HttpRequest, form: CouponForm, ids: list[int], *, due_on: date) -> HttpResponse:
    asked = coupons.asked_of(coupons.owing(ids), due_on=due_on)
    owed = [due.now for due in asked.values() if due.now > ZERO]
    context = {
        "form": form,
        "ids": ",".join(str(pk) for pk in ids),
        "selected": len(ids),
        "debtors": len(owed),
        "total": sum(owed),
    }
    return render(request, "receipts/coupons/choose.html", context)


@right_required(RIGHT)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue the coupons and print them in the background; goes to the page that follows it."""
    ids = read_wholes(request.POST.get("ids", "").split(","))
    form = CouponForm(request.POST)
    if not form.is_valid():
        day = form.cleaned_data.get("due_on", timezone.localdate())
        return _ask(request, form, ids, due_on=day)
    values = form.cleaned_data
    try:
        job = coupons.ask_coupons(
            account_ids=ids,
            period=(values["start"], values["end"]),
            due_on=values["due_on"],
            today=timezone.localdate(),
            acting_user=staff(request),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form, ids, due_on=values["due_on"])
    workers.start(print_coupons, job)
    return redirect("receipts:coupons", pk=job.pk)


def _job(request: HttpRequest, pk: int) -> Job:
    """What the reader asked for, as long as they work on the entities of all its coupons."""
    job = get_object_or_404(Job, pk=pk, kind=coupons.KIND, requested_by=request.user)
    theirs = among("pk", job.parameters.get("coupons", []))
    seen = PaymentCoupon.objects.filter(theirs).count()
    if seen != PaymentCoupon.everywhere.filter(theirs).count():
        raise Http404
    return job


@background
@right_required(RIGHT)
@require_http_methods(["GET"])
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the printing is; then the PDF."""
    job = _job(request, pk)
    over = job.state in (JobState.DONE, JobState.FAILED)
    context = {"job": job, "is_over": over, "is_done": job.state == JobState.DONE}
    is_part = request.headers.get("HX-Request") == "true"
    template = "receipts/coupons/partials/progress.html" if is_part else "receipts/coupons/job.html"
    return render(request, template, context)


@right_required(RIGHT)
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = _job(request, pk)
    if job.state != JobState.DONE:
        raise Http404
    file = get_object_or_404(ArchivedFile, pk=job.result["file"])
    try:
        content = archive.open_archived(file)
    except BusinessError as refusal:
        toasts.refused(request, refusal)
        return redirect("receipts:coupons", pk=pk)
    return FileResponse(content, filename=file.name, content_type="application/pdf")
