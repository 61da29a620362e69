"""Settings: the agency itself, the audit trail, and showing an IBAN."""

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.database.iban import IbanHolder, group_iban
from core.people.access import right_required
from core.screens.services import reveal_iban as ibans


@right_required("core_people.reveal_iban")
@never_cache
@require_POST
def reveal_iban(request: HttpRequest, room: str, model: str, pk: int) -> HttpResponse:
    """The whole IBAN of one record; told in the audit trail before it is shown."""
    try:
        kind = apps.get_model(room, model)
    except LookupError:
        raise Http404 from None
    if not issubclass(kind, IbanHolder):
        raise Http404
    holder = get_object_or_404(kind, pk=pk)
    plain = ibans.reveal(acting_user=request.user, holder=holder)  # type: ignore[arg-type]
    return render(request, "core/partials/iban_plain.html", {"iban": group_iban(plain)})
