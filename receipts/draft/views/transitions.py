"""The draft's verbs: comptabiliser, annuler, valider, retirer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros, to_cents
from receipts.draft.enums import RefusalCode
from receipts.draft.selectors import draft_lines as selectors
from receipts.draft.selectors.draft_totals import Totals, to_post_totals
from receipts.draft.selectors.preview import preview
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts, unprepare_receipts
from receipts.draft.views.answers import changed, refusals_shown, refused, staff, undo_ids, undo_url
from receipts.draft.views.selection import selected_ids

EDIT, POST = "receipts_draft.edit_draft", "receipts_draft.post_receipts"


@right_required(EDIT)
@require_POST
@refusals_shown
def prepare(request: HttpRequest) -> HttpResponse:
    """« Comptabiliser » the selection, or take an « annuler » back."""
    undone = undo_ids(request)
    ids = selected_ids(request) if undone is None else undone
    day = request.POST.get("entry_date", "")
    try:
        entry_date = parse_date(day) if day else None
    except ValueError:
        raise BusinessError(_("Cette date n’existe pas.")) from None
    try:
        done = prepare_receipts(
            ids,
            acting_user=staff(request),
            entry_date=entry_date,
            today=timezone.localdate(),
            answers=_answers(request),
        )
    except BusinessError as error:
        return refused(request, error, preparing=ids)
    said = ngettext("%(count)d ligne préparée", "%(count)d lignes préparées", done.count) % {
        "count": done.count
    }
    return changed(
        request,
        _("%(said)s pour %(amount)s : rien n’est encore en comptabilité. Validez pour écrire.")
        % {"said": said, "amount": format_euros(done.total)},
        undo=undo_url(request, "receipts:unprepare", done.ids),
    )


def _answers(request: HttpRequest) -> list[RefusalCode]:
    """What the user has said yes to, by code; anything else is passed over."""
    said = request.POST.getlist("answer")
    return [code for code in RefusalCode if code.value in said]


@right_required(EDIT)
@require_POST
@refusals_shown
def unprepare(request: HttpRequest) -> HttpResponse:
    """« Annuler »: give up what is prepared, one line (``sel``) or all of this user's."""
    user = staff(request)
    ids = undo_ids(request)
    if ids is None:
        everything = request.POST.get("sel", "") == ""
        ids = (
            list(selectors.ids_of(selectors.to_post(user))) if everything else selected_ids(request)
        )
    done = unprepare_receipts(ids, acting_user=user)
    said = ngettext(
        "%(count)d ligne remise en attente", "%(count)d lignes remises en attente", done.count
    ) % {"count": done.count}
    return changed(
        request,
        _("%(said)s ; journal et pièce sont gardés.") % {"said": said},
        undo=undo_url(request, "receipts:prepare", done.ids),
    )


@right_required(POST)
@require_POST
@refusals_shown
def post(request: HttpRequest) -> HttpResponse:
    """« Valider »: write to the books what the band showed, and say what was written."""
    user = staff(request)
    # The very lines that are compared with what was shown are posted, and no others.
    lines = dict(selectors.to_post(user).values_list("pk", "amount"))
    found = Totals(len(lines), sum(lines.values(), ZERO))
    if found.count and request.POST.get("shown") != f"{found.count}:{to_cents(found.total)}":
        raise BusinessError(
            _(
                "Les lignes à valider ont changé depuis leur affichage : rien n’a été écrit. "
                "Relisez-les, puis validez."
            )
        )
    posted = post_prepared(acting_user=user, ids=lines or None, today=timezone.localdate())
    said = ngettext("%(count)d écriture validée", "%(count)d écritures validées", posted.count) % {
        "count": posted.count
    }
    response = changed(
        request,
        _("%(said)s en comptabilité, pour %(amount)s.")
        % {"said": said, "amount": format_euros(posted.total)},
    )
    if request.headers.get("HX-Request") == "true" and not request.POST.get("leaving"):
        context = {**preview(posted.ids), "posted": posted, "said": said}
        shown = render(request, "receipts/partials/posted.html", context)
        shown.headers["HX-Trigger"] = '{"draft:changed": {}}'
        return shown
    return response


@right_required("receipts_draft.see_draft")
@require_GET
def band(request: HttpRequest) -> HttpResponse:
    """The prepared lines, with the entries that they will be."""
    user = staff(request)
    found = to_post_totals(user)
    others = to_post_totals(user, everyone=True) if user.has_perm(selectors.SEE_OTHERS) else found
    shown: dict[str, Any] = preview(selectors.ids_of(selectors.to_post(user)))
    context = {
        **shown,
        "totals": found,
        "cents": to_cents(found.total),
        "others": others.count - found.count,
        "may_edit": user.has_perm(EDIT),
        "may_post": user.has_perm(POST),
    }
    return render(request, "receipts/partials/band.html", context)


@right_required(EDIT)
@require_POST
@refusals_shown
def cancel(request: HttpRequest) -> HttpResponse:
    """« Retirer du brouillard », with a reason that is kept."""
    done = cancel_receipts(
        selected_ids(request),
        acting_user=staff(request),
        reason=request.POST.get("reason", ""),
    )
    said = ngettext("%(count)d ligne retirée", "%(count)d lignes retirées", done.count) % {
        "count": done.count
    }
    return changed(
        request,
        _("%(said)s du brouillard, pour %(amount)s.")
        % {"said": said, "amount": format_euros(done.total)},
    )
