"""Where the daily line goes."""

from typing import TYPE_CHECKING

from django import forms

from ledger.books.models import AnchorSettings

if TYPE_CHECKING:
    AnchorModelForm = forms.ModelForm[AnchorSettings]
else:
    AnchorModelForm = forms.ModelForm


class AnchorSettingsForm(AnchorModelForm):
    """The exchange folder and the accountant of record."""

    class Meta:
        model = AnchorSettings
        fields = ("email", "folder")
