"""*Ancrage des comptes*: where the signed lines go, the last ones, one now, all as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.database import signing
from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.answers import done_or_refused
from ledger.books.forms.anchor_form import AnchorSettingsForm
from ledger.books.models import Anchor, AnchorSettings
from ledger.books.services.anchoring.anchor_books import anchor_books
from ledger.books.services.anchoring.configure_anchors import configure

manages = right_required("core_people.manage_settings")
SHOWN = 30


@manages
def anchors(request: HttpRequest) -> HttpResponse:
    row = AnchorSettings.objects.filter(pk=1).first() or AnchorSettings(pk=1)
    form = AnchorSettingsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        configure(acting_user=user_of(request), **form.cleaned_data)
        toasts.done(request, _("C’est enregistré : la prochaine ligne y partira."))
        return redirect("ledger:anchors")
    context = {
        "form": form,
        "row": row,
        "anchors": Anchor.objects.all()[:SHOWN],
        "keys": signing.public_keys(),
    }
    return render(request, "ledger/anchors.html", context)


@manages
@require_POST
def anchor_now(request: HttpRequest) -> HttpResponse:
    def act() -> str:
        anchor = anchor_books(acting_user=user_of(request))
        return _("Ancrage n° %(number)s signé.") % {"number": anchor.number}

    return done_or_refused(request, act, back="ledger:anchors")


@manages
@require_GET
def lines(_request: HttpRequest) -> HttpResponse:
    """Every line, to be kept elsewhere."""
    found = Anchor.objects.order_by("number").values_list("line", flat=True)
    response = HttpResponse(
        "".join(f"{line}\n" for line in found), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="ancrages.txt"'
    return response
