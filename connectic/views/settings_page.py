"""The kiosk's settings."""

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from connectic.models import KioskSettings
from connectic.selectors.kiosk_settings import kiosk_settings
from connectic.services.configure_kiosk import configure
from connectic.views.access import with_subscription
from core.people.access import right_required
from core.screens import toasts
from receipts.draft.views.answers import staff


class KioskSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    sender = forms.CharField(
        label=gettext_lazy("Nom de l’agence dans les fichiers"),
        max_length=20,
        validators=[RegexValidator(r"^[A-Za-z0-9-]+$")],
        help_text=gettext_lazy("Lettres, chiffres et tirets."),
    )

    class Meta:
        model = KioskSettings
        fields = ["balances_folder", "payments_folder", "sender", "entities"]
        widgets = {"entities": forms.CheckboxSelectMultiple}


@right_required("core_people.manage_settings")
@with_subscription
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Folders, entities whose clients the kiosk knows, the sender's name."""
    form = KioskSettingsForm(request.POST or None, instance=kiosk_settings())
    if request.method == "POST" and form.is_valid():
        configure(acting_user=staff(request), **form.cleaned_data)
        toasts.done(request, _("Les réglages de l’automate sont enregistrés."))
        return redirect("connectic:settings")
    return render(
        request, "connectic/settings.html", {"form": form}, status=422 if form.is_bound else 200
    )
