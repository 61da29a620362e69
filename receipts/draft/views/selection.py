"""The lines that a posted form is about, whichever room's button sent it."""

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core.screens.lists.selection import Selection
from core.text.errors import BusinessError
from receipts.draft.selectors.draft_lines import DraftQuery, ids_of, pending
from receipts.draft.views.answers import staff


def selected_ids(request: HttpRequest) -> list[int]:
    """Ids of the draft's lines selected on screen (``sel``), every one in what the query ``vue``
    lets through where it says so. Lines out of the user's sight are left to the services, which
    refuse them.

    Raises BusinessError where nothing is selected or the form makes no sense.
    """
    selection = Selection.read(request.POST.get("sel", ""))
    if selection.is_garbled:
        raise BusinessError(_("La sélection est illisible : rechargez le brouillard."))
    ids = list(selection.ids)
    if selection.everything:
        state, user = QueryDict(request.POST.get("vue", "")), staff(request)
        rows = pending(DraftQuery.read(state.dict(), user), user)
        left_out = set(selection.ids)
        ids = [pk for pk in ids_of(rows) if pk not in left_out]
    if not ids:
        raise BusinessError(_("Aucune ligne n’est sélectionnée."))
    return ids
