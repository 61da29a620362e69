"""Error pages: what happened, what was kept, what to do, who can help."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.services.log_security import log
from core.people import rights
from core.people.selectors.administrators import who_gives_rights


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Names the right that is missing, and who can give it."""
    code = str(exception)
    right = rights.label_of(code) if "." in code and " " not in code else ""
    _log(request, right=code if right else "")
    givers = who_gives_rights() if right and settings.LSC_SITE == "backoffice" else []
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=403)
        if right:
            names = ", ".join(str(giver) for giver in givers)
            answer["X-LSC-Message"] = quote(
                _("Il vous manque le droit « %(right)s » (%(names)s).")
                % {"right": right, "names": names}
            )
        return answer
    return render(request, "403.html", {"right": right, "givers": givers}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or cookies are refused."""
    _log(request, right="")
    return render(request, "403_csrf.html", status=403)


def _log(request: HttpRequest, *, right: str) -> None:
    # Without the query, where bank details may stand; and of nobody's, where anyone writes at will.
    user = request.user
    if user.is_authenticated:
        log(SecurityKind.FORBIDDEN, user=user, path=request.path[:200], right=right)
