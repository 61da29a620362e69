"""The lines that a posted form is about, whichever room's button sent it."""

from django.http import HttpRequest, QueryDict

from core.errors import BusinessError
from core.models import User
from receipts.selectors.draft import DraftQuery, ids_of, pending

#: Value of ``sel`` for every line that the filter lets through (that of all lists).
EVERYTHING = "tout"


def selected_ids(request: HttpRequest) -> list[int]:
    """Ids of the draft's lines selected on screen: those of ``sel``, or with ``sel=tout`` every
    pending line that the query ``vue`` lets through. Lines out of the user's sight are left to
    the services, which refuse them.

    Raises BusinessError where nothing is selected or the form makes no sense.
    """
    chosen = request.POST.get("sel", "")
    user = request.user
    if not isinstance(user, User) or not chosen:
        raise BusinessError("Aucune ligne n’est sélectionnée.")
    if chosen == EVERYTHING:
        view = QueryDict(request.POST.get("vue", ""))
        ids = list(ids_of(pending(DraftQuery.read(view.dict(), user), user)))
    else:
        parts = [part for part in chosen.split(",") if part]
        if not all(part.isdecimal() and len(part) < 19 for part in parts):
            raise BusinessError("La sélection est illisible : rechargez le brouillard.")
        ids = [int(part) for part in parts]
    if not ids:
        raise BusinessError("Aucune ligne n’est sélectionnée.")
    return ids
