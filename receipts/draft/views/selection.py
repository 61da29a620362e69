"""The lines that a posted form is about, whichever room's button sent it."""

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from receipts.draft.selectors.draft_lines import DraftQuery, ids_of, pending

#: Value of ``sel`` for every line that the filter lets through (that of all lists).
EVERYTHING = "tout"


def selected_ids(request: HttpRequest) -> list[int]:
    """Ids of the draft's lines selected on screen: those of ``sel``, or with ``sel=tout`` every
    pending line that the query ``vue`` lets through (``tout,-12``: but line 12). Lines out of the
    user's sight are left to the services, which refuse them.

    Raises BusinessError where nothing is selected or the form makes no sense.
    """
    chosen = [part for part in request.POST.get("sel", "").split(",") if part]
    user = request.user
    if not isinstance(user, User) or not chosen:
        raise BusinessError(_("Aucune ligne n’est sélectionnée."))
    everything = chosen[0] == EVERYTHING
    parts = [part.removeprefix("-") for part in chosen[1:]] if everything else chosen
    if not all(part.isdecimal() and len(part) < 19 for part in parts):
        raise BusinessError(_("La sélection est illisible : rechargez le brouillard."))
    ids = [int(part) for part in parts]
    if everything:
        view = QueryDict(request.POST.get("vue", ""))
        rows = pending(DraftQuery.read(view.dict(), user), user)
        left_out = set(ids)
        ids = [pk for pk in ids_of(rows) if pk not in left_out]
    if not ids:
        raise BusinessError(_("Aucune ligne n’est sélectionnée."))
    return ids
