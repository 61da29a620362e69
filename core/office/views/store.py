"""*Le Store*: which partner products the agency has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.office.services import subscribe as subscribing
from core.people.access import right_required, user_of
from core.people.models import Subscription
from core.people.subscriptions import products
from core.screens import toasts
from core.screens.answers import done_or_refused

manages = right_required("core_people.manage_settings")


@manages
@require_GET
def store(request: HttpRequest) -> HttpResponse:
    since = dict(Subscription.objects.filter(active=True).values_list("product", "since"))
    offers = [{"product": each, "since": since.get(each.code)} for each in products()]
    return render(request, "core/store.html", {"offers": offers})


@manages
@require_POST
def subscribe(request: HttpRequest, code: str) -> HttpResponse:
    def act() -> str:
        subscribing.subscribe(code=code, acting_user=user_of(request))
        return _("C’est souscrit : ses écrans et ses services sont en place.")

    return done_or_refused(request, act, back="core:store")


@manages
@require_POST
def unsubscribe(request: HttpRequest, code: str) -> HttpResponse:
    subscribing.unsubscribe(code=code, acting_user=request.user)  # type: ignore[arg-type]
    toasts.done(request, _("C’est résilié : rien n’est effacé, ses services sont arrêtés."))
    return redirect("core:store")
