"""What clients type, and what the agency settles for them."""

from django import forms
from django.utils.translation import gettext_lazy

from extranet.publication.models import ExtranetSettings


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ExtranetSettings
        fields = ["balance_sense", "payment_without_email", "hide_bank_details"]
        help_texts = {
            "balance_sense": gettext_lazy(
                "Les phrases « Vous devez… » ne changent pas ; seul le signe des chiffres change."
            ),
            "payment_without_email": gettext_lazy(
                "Ils signent alors en saisissant de nouveau leur mot de passe."
            ),
            "hide_bank_details": gettext_lazy(
                "L’IBAN et le BIC des syndicats ne partent plus vers l’extranet à la prochaine "
                "publication."
            ),
        }
