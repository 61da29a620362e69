"""The password that a client chooses on the first visit."""

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.people.access import signed_in
from core.screens import toasts
from extranet.publication.services.give_access import choose_password as choose
from extranet.site.forms import ChoosePasswordForm
from extranet.site.views.client import ClientRequest


@signed_in
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def choose_password(request: ClientRequest) -> HttpResponse:
    if not request.client_access.must_choose_password:
        return redirect("site:home")
    form = ChoosePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        choose(request.user, form.cleaned_data["password"])
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        toasts.done(request, _("Votre mot de passe est enregistré : vous seul le connaissez."))
        return redirect("site:home")
    context = {"form": form, "min_length": settings.PASSWORD_MIN_LENGTH}
    return render(
        request, "extranet/choose_password.html", context, status=422 if form.errors else 200
    )
