"""Whom a stranger locked out comes in again by a letter to their own address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.people.access import public
from core.screens import toasts
from core.sign_in.forms.sign_in import WayInForm
from core.sign_in.services import let_in_by_mail


@public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = WayInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        let_in_by_mail.ask(form.cleaned_data["login"])
        return render(request, "account/way_in_sent.html")
    return render(request, "account/way_in.html", {"form": form})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A button to press: mail readers open links by themselves."""
    user = let_in_by_mail.owner_of(token)
    if user is not None and request.method == "POST":
        let_in_by_mail.let_in(request, user)
        toasts.done(request, _("Vous pouvez vous identifier de nouveau."))
        return redirect("account_login")
    return render(request, "account/way_in_link.html", {"person": user})
