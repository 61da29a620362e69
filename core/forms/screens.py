"""Forms of this room's screens."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core import actions
from core import rights as known_rights
from core.enums import UserKind
from core.errors import BusinessError
from core.models import Agency, ScheduledService, User
from core.services import logos
from core.services.users import UserData, rights_of

if TYPE_CHECKING:
    AgencyModelForm = forms.ModelForm[Agency]
else:
    AgencyModelForm = forms.ModelForm

WEEKDAYS = [
    (0, _("lundi")),
    (1, _("mardi")),
    (2, _("mercredi")),
    (3, _("jeudi")),
    (4, _("vendredi")),
    (5, _("samedi")),
    (6, _("dimanche")),
]
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:hH][0-5]\d")


class ServiceForm(forms.Form):
    """Days and hours of a scheduled service."""

    active = forms.BooleanField(label=_("Actif"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Jours"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    times = forms.CharField(
        label=_("Heures"),
        required=False,
        max_length=200,
        help_text=_("Une ou plusieurs, séparées par une virgule : 00:00, 12:30."),
    )

    def __init__(self, *args: Any, row: ScheduledService, **kwargs: Any) -> None:
        initial = {
            "active": row.active,
            "weekdays": [day for day, _label in WEEKDAYS if row.weekdays >> day & 1],
            "times": ", ".join(row.times),
        }
        super().__init__(*args, **{**kwargs, "initial": initial})

    def clean_times(self) -> list[str]:
        found = []
        for text in filter(None, re.split(r"[,;\s]+", self.cleaned_data["times"])):
            if not _TIME.fullmatch(text):
                raise ValidationError(
                    _("« %(text)s » n’est pas une heure : écrivez par exemple 06:30."),
                    params={"text": text},
                )
            hour, minute = re.split("[:hH]", text)
            found.append(f"{int(hour):02d}:{minute}")
        return found

    def choices(self) -> dict[str, Any]:
        """What the service that writes them wants."""
        days = sum(1 << day for day in self.cleaned_data["weekdays"])
        return {
            "active": self.cleaned_data["active"],
            "weekdays": days,
            "times": self.cleaned_data["times"],
        }


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
