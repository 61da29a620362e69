"""Forms of the kept cheques."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.people.models import User
from core.text.money import parse_euros
from core.text.numbers import read_wholes
from receipts.counter.forms.batch_forms import day_field
from receipts.counter.models import Cheque
from receipts.counter.selectors.held_cheques import keepers
from receipts.counter.services.keep_cheques import Later, ToHold

#: A cheque book has no more that one would keep for one debt.
MOST = 24
_KEY = r"^[0-9a-f]{64}$"


class HoldForm(forms.Form):
    """Cheques to keep. ``account`` and ``weight`` come once per account that is paid, ``number``,
    ``amount`` and ``agreed`` once per cheque."""

    form_id = forms.UUIDField(initial=uuid.uuid4)
    drawer = forms.CharField(label=gettext_lazy("Tireur"), max_length=80)
    bank = forms.CharField(label=gettext_lazy("Banque tirée"), max_length=60)
    date = day_field(gettext_lazy("Date portée sur les chèques"))
    account_key = forms.RegexField(_KEY, required=False)
    bank_key = forms.RegexField(_KEY, required=False)
    lot = forms.IntegerField(required=False)
    line = forms.BooleanField(required=False)
    accept = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        assert isinstance(self.data, QueryDict)  # noqa: S101 - the view binds request.POST
        values["weights"] = self._weights(self.data)
        values["later"] = self._later(self.data)
        return values

    @staticmethod
    def _weights(data: QueryDict) -> list[tuple[int, Decimal]]:
        accounts = read_wholes(data.getlist("account"))
        if not accounts:
            raise ValidationError(_("Dites d’abord qui paie, sur la ligne du lot."))
        if len(accounts) == 1:
            return [(accounts[0], Decimal(1))]
        texts = data.getlist("weight")
        if len(texts) != len(accounts) or not all(text.strip() for text in texts):
            raise ValidationError(_("Dites quelle part va à chaque compte, sur la ligne du lot."))
        return list(zip(accounts, map(parse_euros, texts), strict=True))

    @staticmethod
    def _later(data: QueryDict) -> list[Later]:
        names = ("number", "amount", "agreed")
        rows = list(zip(*(data.getlist(name) for name in names), strict=False))[:MOST]
        later = []
        for rank, (number, amount, agreed) in enumerate(rows, start=1):
            if not (number.strip() and amount.strip() and agreed.strip()):
                raise ValidationError(
                    _("Chèque %(rank)d : donnez le numéro, le montant et la date convenue.")
                    % {"rank": rank}
                )
            later.append(Later(number.strip()[:20], parse_euros(amount), _day(agreed, rank)))
        return later

    def to_hold(self, *, after: Cheque | None) -> ToHold:
        """What the service wants, once the form is valid; ``after`` the first cheque."""
        data = self.cleaned_data
        return ToHold(
            form_id=data["form_id"],
            drawer=data["drawer"],
            drawee_bank=data["bank"],
            cheque_date=data["date"],
            weights=data["weights"],
            later=data["later"],
            account_key=data["account_key"],
            bank_key=data["bank_key"],
            first_id=after.pk if after else None,
            line_of=data["lot"] if data["line"] else None,
        )


def _day(text: str, rank: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(
            _("Chèque %(rank)d : cette date n’existe pas.") % {"rank": rank}
        ) from None


class AgreedDateForm(forms.Form):
    """Another day, and who agreed to it."""

    agreed_date = day_field(gettext_lazy("Nouvelle date convenue"), initial=timezone.localdate)
    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class KeeperForm(forms.Form):
    """Which colleague keeps the cheque from now on."""

    keeper = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Collègue"), empty_label=None
    )

    def __init__(self, *args: Any, entity_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = keepers(entity_id)  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Why a kept cheque is kept no more."""

    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
