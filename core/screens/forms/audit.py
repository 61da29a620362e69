"""Forms of this room's screens."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.database import actions
from core.people.enums import UserKind
from core.people.models import Agency, User

if TYPE_CHECKING:
    AgencyModelForm = forms.ModelForm[Agency]
else:
    AgencyModelForm = forms.ModelForm


class AuditFilterForm(forms.Form):
    """What to look for in the audit trail."""

    who = forms.ModelChoiceField(
        label=_("Qui"),
        queryset=User.objects.filter(kind=UserKind.STAFF).order_by("last_name", "username"),
        required=False,
        empty_label=_("Tout le monde"),
    )
    action = forms.ChoiceField(label=_("Quoi"), required=False)
    text = forms.CharField(label=_("Sur"), required=False, max_length=100)
    since = forms.DateField(
        label=_("Du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("Tout")), *actions.known()]  # type: ignore[attr-defined]
