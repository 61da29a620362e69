"""The two buttons that this channel adds to the draft, and the preview between them."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from core.people.access import right_required
from core.screens import toasts
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros
from core.text.numbers import read_wholes
from receipts.draft.views.answers import changed, refusals_shown, staff
from receipts.draft.views.selection import selected_ids
from sepa.collections.services import generate_collections, preview_collections, warned
from sepa.collections.views.collection_list import GENERATE
from sepa.mandates.views.mandate_list import MandateList
from sepa.requests.services.fetching import fetch_requests

_SESSION_KEY = "sepa_preview"
_SHOWN = 200


def _draft_url() -> str:
    return f"{reverse('receipts:draft')}?canal=one_off"


@right_required("sepa_collections.fetch_requests")
@require_POST
@refusals_shown
def fetch(request: HttpRequest) -> HttpResponse:
    """« Vérifier les prélèvements en attente »."""
    return changed(request, fetch_requests(acting_user=staff(request), now=timezone.now()).sentence)


@right_required(GENERATE)
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_shown
def preview(request: HttpRequest) -> HttpResponse:
    """The files to come of the draft's selection, kept aside so that the page can be reloaded."""
    if request.method == "POST":
        return _keep_aside(request, selected_ids(request))
    ids = request.session.get(_SESSION_KEY)
    if not ids:
        toasts.refused(request, _("Sélectionnez d’abord des lignes du brouillard."))
        return HttpResponseRedirect(_draft_url())
    day = _collection_date(request.GET.get("date", ""))
    files = preview_collections(
        ids, acting_user=staff(request), now=timezone.now(), collection_date=day
    )
    context = {
        "preview": warned(files, shown=_SHOWN),
        "good_ids": ",".join(map(str, files.good_ids)),
        "count": len(files.good_ids),
        "shown": _SHOWN,
        "wanted": day,
        "back_url": _draft_url(),
    }
    return render(request, "sepa/preview.html", context)


def _keep_aside(request: HttpRequest, ids: list[int]) -> HttpResponse:
    request.session[_SESSION_KEY] = ids
    url = reverse("sepa:preview")
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


@right_required(GENERATE)
@require_POST
def preview_mandates(request: HttpRequest) -> HttpResponse:
    """The same, of mandates: their lines may be posted already, and out of the draft."""
    page = MandateList.of_selection(request)
    try:
        ids = list(page.selected().values_list("receipt_id", flat=True))
    except BusinessError as error:
        toasts.refused(request, error)
        return HttpResponseRedirect(page.address(page.query_string()), status=303)
    return _keep_aside(request, ids)


@right_required(GENERATE)
@require_POST
def generate(request: HttpRequest) -> HttpResponse:
    """Make the files of the lines that the preview showed as good."""
    ids = read_wholes(request.POST.get("ids", "").split(","))
    try:
        day = _collection_date(request.POST.get("date", ""))
        made = generate_collections(
            ids, acting_user=staff(request), now=timezone.now(), collection_date=day
        )
    except BusinessError as error:
        toasts.refused(request, " ".join([str(error), *error.problems[:5]]))
        return HttpResponseRedirect(reverse("sepa:preview"), status=303)
    request.session.pop(_SESSION_KEY, None)
    count = sum(each.transaction_count for each in made)
    total = format_euros(sum((each.total for each in made), ZERO))
    debits = ngettext("%(count)d prélèvement", "%(count)d prélèvements", count) % {"count": count}
    files = ngettext("%(count)d fichier généré", "%(count)d fichiers générés", len(made)) % {
        "count": len(made)
    }
    toasts.done(request, f"{debits}, {total} : {files}.")
    url = reverse("sepa:collection", args=[made[0].pk])
    return HttpResponseRedirect(url if len(made) == 1 else reverse("sepa:collections"), status=303)


def _collection_date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        raise BusinessError(_("La date de prélèvement est illisible.")) from None
