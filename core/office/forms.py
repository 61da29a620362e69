"""Forms of this room's screens."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.office.services import logos
from core.people.models import Agency
from core.text.errors import BusinessError

if TYPE_CHECKING:
    AgencyModelForm = forms.ModelForm[Agency]
else:
    AgencyModelForm = forms.ModelForm


class AgencyForm(AgencyModelForm):
    """The agency's identity."""

    class Meta:
        model = Agency
        fields = (
            "name", "address", "phone", "email", "opening_hours", "legal_notice",
            "privacy_contact", "logo", "colour",
        )  # fmt: skip
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "legal_notice": forms.Textarea(attrs={"rows": 4}),
            "colour": forms.TextInput(attrs={"type": "color"}),
        }
        help_texts = {
            "privacy_contact": _(
                "Le délégué à la protection des données, ou qui répond : adresse ou e-mail. Montré "
                "aux clients."
            ),
        }

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).replace("\r\n", "\n")

    def clean_legal_notice(self) -> str:
        # Browsers send line ends of their own: unchanged text must stay unchanged.
        return str(self.cleaned_data["legal_notice"]).replace("\r\n", "\n")

    def clean_colour(self) -> str:
        return str(self.cleaned_data["colour"]).lower()

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if isinstance(logo, UploadedFile):
            try:
                logos.check(logo.read(logos.MAX_BYTES + 1))
            except BusinessError as refusal:
                raise ValidationError(str(refusal)) from refusal
            logo.seek(0)
        return logo
