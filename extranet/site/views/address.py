"""The address to which codes and mandates go: seen, asked for anew, confirmed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.database.services.log_security import masked_email
from core.people.access import public, signed_in
from core.screens import toasts
from core.text.errors import BusinessError
from extranet.publication.enums import AddressState
from extranet.publication.services import change_address
from extranet.publication.services.address_letter import change_of
from extranet.site.forms import AddressForm
from extranet.site.views.client import ClientRequest, password_is_right


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def address(request: ClientRequest) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if password_is_right(request):
                change_address.ask_for_address(
                    request.client_access,
                    address=form.cleaned_data["email"],
                    acting_user=request.user,
                    now=timezone.now(),
                )
                return redirect("site:address")
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
    asked = request.client_access.address_changes.filter(state=AddressState.ASKED).first()
    context = {"form": form, "known": masked_email(request.user.email), "asked": asked}
    return render(request, "extranet/address.html", context, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button to press: mail readers open links by themselves."""
    change = change_of(token)
    if change is not None and request.method == "POST":
        change_address.confirm_from_letter(change, now=timezone.now())
        toasts.done(request, _("Votre nouvelle adresse est enregistrée."))
        return redirect("site:home")
    return render(request, "extranet/address_link.html", {"change": change})
