"""A kiosk that is not there: reads the balances, lets people pay, writes the evening file.

It knows of LSC only what docs/connectic.md says, and the two folders.
"""

import io
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from connectic.formats.balances_file import Balance, read_balances
from connectic.formats.grammar import Means, Payment
from connectic.formats.writing import payments_file
from core.files.exchange.connecting import connect
from core.files.models import ExchangeFolder
from core.text.errors import BusinessError
from core.text.words import fold


@dataclass
class Kiosk:
    """One kiosk and its day. ``name`` is 1 to 20 letters, digits or dashes."""

    name: str = "HALL-1"
    balances: list[Balance] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def fetch_balances(self, folder: ExchangeFolder) -> int:
        """Read the latest file of balances in the folder. Returns how many accounts it holds.

        Raises BusinessError where there is none, ExchangeError where the folder does not answer.
        """
        content = io.BytesIO()
        with connect(folder) as transport:
            names = [
                each.name
                for each in transport.list()
                if each.name.startswith("LSC-SOLDES-") and each.name.endswith(".csv")
            ]
            if not names:
                raise BusinessError(_("Aucun fichier de soldes dans ce dossier."))
            transport.fetch(max(names), content.write)
        content.seek(0)
        self.balances = list(read_balances(io.TextIOWrapper(content, "utf-8", newline="")))
        return len(self.balances)

    def find(self, text: str) -> list[Balance]:
        """Who owes by that name or account, or whose coupon was scanned."""
        folded = fold(text)
        scanned = [each for each in self.balances if each.coupon and each.coupon == text.strip()]
        return scanned or [
            each
            for each in self.balances
            if folded in fold(each.name) or folded == fold(f"{each.entity}/{each.account}")
        ]

    def pay(
        self,
        balance: Balance,
        *,
        amount: Decimal,
        means: Means,
        at: datetime,
        scanned: bool = False,
    ) -> Payment:
        """Take a payment, in euros."""
        payment = Payment(
            line_number=0,
            id=secrets.token_hex(8).upper(),
            paid_at=at,
            entity=balance.entity,
            account=balance.account,
            amount=amount,
            means=means,
            coupon=balance.coupon if scanned else "",
            payer=balance.name,
            card_ticket=secrets.token_hex(3).upper() if means is Means.CARD else "",
        )
        self.payments.append(payment)
        return payment

    def leave_payments(self, folder: ExchangeFolder, *, at: datetime) -> str:
        """Write the evening file, under a temporary name first. Returns its name; the day is over.

        Raises ExchangeError where the folder does not answer.
        """
        content = payments_file(self.payments, sender=self.name, written_at=at)
        name = f"CONNECTIC-PAIEMENTS-{self.name}-{at:%Y%m%d-%H%M}.csv"
        with connect(folder) as transport:
            transport.store(f"{name}.part", io.BytesIO(content))
            transport.rename(f"{name}.part", name)
        self.payments = []
        return name
