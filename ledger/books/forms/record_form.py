"""What people type on the ledger's record screens."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.people.enums import UserKind
from core.people.models import User
from core.screens.forms.once import OnceForm
from core.screens.lists.history import last_event_id


def _staff() -> QuerySet[User]:
    return User.objects.filter(kind=UserKind.STAFF, is_active=True).order_by(
        "last_name", "username"
    )


class RecordForm(OnceForm, forms.ModelForm):  # type: ignore[type-arg]
    """A record's fields, and what had happened to it when it was shown. Services save it."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = last_event_id(self.instance)
        for name, label in {"entity": _("Entité comptable"), "building": _("Immeuble")}.items():
            if name in self.fields:
                self.fields[name].label = label
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "—"
            elif isinstance(field, forms.ChoiceField):
                choices: Any = field.choices
                field.choices = [(code, label if code else "—") for code, label in choices]
        if "accountant" in self.fields:
            self.fields["accountant"].queryset = _staff()  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """Left to the service, which checks the record as it will be stored."""

    def _post_clean(self) -> None:
        """The service validates: it derives fields that the form does not know."""
