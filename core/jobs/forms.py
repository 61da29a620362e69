"""Forms of this room's screens."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.jobs.models import ScheduledService
from core.people.models import Agency

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
