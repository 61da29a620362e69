"""Forms of this room's screens."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.people import rights as known_rights
from core.people.models import Agency, User
from core.sign_in.services.users import UserData, rights_of

if TYPE_CHECKING:
    AgencyModelForm = forms.ModelForm[Agency]
else:
    AgencyModelForm = forms.ModelForm


class UserForm(forms.Form):
    """A member of staff, with one tick per right."""

    username = forms.CharField(
        label=_("Identifiant"), max_length=150, validators=[User.username_validator]
    )
    first_name = forms.CharField(label=_("Prénom"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=150)
    initials = forms.CharField(
        label=_("Initiales"),
        max_length=5,
        required=False,
        help_text=_("Celles des bordereaux et des fiches : JLC."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    is_active = forms.BooleanField(
        label=_("Compte actif"),
        required=False,
        help_text=_("Désactivé, il ne peut plus s’identifier ; son historique reste."),
    )
    is_administrator = forms.BooleanField(
        label=_("Administrateur"),
        required=False,
        help_text=_("A tous les droits, y compris de nommer d’autres administrateurs."),
    )
    rights = forms.MultipleChoiceField(
        label=_("Droits"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        person: User | None = None,
        preset: known_rights.Role | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": self._initial(person, preset)})
        self._person = person
        field = self.fields["rights"]
        field.choices = [  # type: ignore[attr-defined]
            (group.label, [(right.code, right.label) for right in group.rights])
            for group in known_rights.groups()
        ]

    @staticmethod
    def _initial(person: User | None, preset: known_rights.Role | None) -> dict[str, Any]:
        if person is None:
            initial: dict[str, Any] = {"is_active": True}
        else:
            names = ("username", "first_name", "last_name", "initials", "email", "is_active")
            initial = {name: getattr(person, name) for name in names}
            initial["is_administrator"] = person.is_superuser
            initial["rights"] = sorted(rights_of(person))
        if preset is not None:
            initial["is_administrator"] = preset.is_administrator
            initial["rights"] = preset.rights()
        return initial

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        same = User.objects.filter(username__iexact=username)
        if self._person is not None:
            same = same.exclude(pk=self._person.pk)
        if same.exists():
            raise ValidationError(_("Cet identifiant est déjà pris."))
        return username

    def data_class(self) -> UserData:
        return UserData(**self.cleaned_data)
