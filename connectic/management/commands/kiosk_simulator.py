"""``manage.py kiosk_simulator``: play the kiosk in the lobby, over the real exchange folders."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectic.formats.balances_file import Balance
from connectic.formats.grammar import Means
from connectic.formats.payment_line import read_amount
from connectic.formats.simulator import Kiosk
from connectic.selectors.kiosk_settings import balances_folder, payments_folder
from core.files.models import ExchangeFolder
from core.text.errors import BusinessError
from core.text.money import format_euros

_MEANS = {"e": Means.CASH, "c": Means.CARD, "h": Means.CHEQUE}


class Command(BaseCommand):
    help = "Read the balances, let people pay, leave the evening file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="HALL-1", help="name of the kiosk")
        parser.add_argument("--balances", help="code of the folder that holds the balances")
        parser.add_argument("--payments", help="code of the folder to leave the payments in")
        parser.add_argument(
            "--pay",
            action="append",
            default=[],
            metavar="WHO=AMOUNT:MEANS",
            help="a payment by name, ENTITY/ACCOUNT or coupon; MEANS is CASH, CARD or CHEQUE; "
            "without any, the kiosk asks at the terminal",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        kiosk = Kiosk(options["name"])
        try:
            source = _folder(options["balances"]) or balances_folder()
            target = _folder(options["payments"]) or payments_folder()
            count = kiosk.fetch_balances(source)
            text = ngettext("%(count)d compte à l’écran.", "%(count)d comptes à l’écran.", count)
            self.stdout.write(text % {"count": count})
            for payment in options["pay"]:
                self._pay(kiosk, payment)
            if not options["pay"]:
                self._ask(kiosk)
            if kiosk.payments:
                count = len(kiosk.payments)
                name = kiosk.leave_payments(target, at=timezone.localtime())
                text = ngettext(
                    "%(count)d paiement déposé dans %(name)s.",
                    "%(count)d paiements déposés dans %(name)s.",
                    count,
                )
                self.stdout.write(text % {"count": count, "name": name})
        except BusinessError as error:
            raise CommandError(str(error)) from error

    def _pay(self, kiosk: Kiosk, payment: str) -> None:
        who, _sign, rest = payment.rpartition("=")
        amount, _sign, means = rest.partition(":")
        found = kiosk.find(who)
        if means not in Means.__members__:
            known = ", ".join(Means.__members__)
            raise CommandError(
                _("« %(wanted)s » : le moyen de paiement est l’un de %(known)s.")
                % {"wanted": payment, "known": known}
            )
        if len(found) != 1:
            text = ngettext(
                "« %(wanted)s » : %(count)d compte trouvé.",
                "« %(wanted)s » : %(count)d comptes trouvés.",
                len(found),
            )
            raise CommandError(text % {"wanted": payment, "count": len(found)})
        try:
            euros = read_amount(amount)
        except ValueError as error:
            raise CommandError(str(error)) from error
        kiosk.pay(
            found[0],
            amount=euros,
            means=Means(means),
            at=timezone.localtime(),
            scanned=who == found[0].coupon,
        )

    def _ask(self, kiosk: Kiosk) -> None:
        """The screen in the lobby, until an empty name."""
        while who := input("Votre nom, ou scannez votre coupon (rien : fin de journée) : "):
            found = kiosk.find(who)
            for number, each in enumerate(found, 1):
                self.stdout.write(f"  {number}. {_line(each)}")
            if not found:
                self.stdout.write("Personne de ce nom.")
                continue
            choice = input("Numéro : ") if len(found) > 1 else "1"
            if not choice.isdecimal() or not 1 <= int(choice) <= len(found):
                continue
            chosen = found[int(choice) - 1]
            typed = input(f"Montant [{chosen.due}] : ") or str(chosen.due)
            means = _MEANS.get(input("Espèces, carte ou chèque ? [e/c/h] : ").lower())
            try:
                amount = read_amount(typed)
            except ValueError as error:
                self.stdout.write(str(error))
                continue
            if means is None or amount <= 0:
                self.stdout.write("Rien n’a été pris.")
                continue
            kiosk.pay(
                chosen,
                amount=amount,
                means=means,
                at=timezone.localtime(),
                scanned=who == chosen.coupon,
            )
            self.stdout.write(f"Merci : {format_euros(amount)}.")


def _line(balance: Balance) -> str:
    return f"{balance.name}, {balance.building or balance.entity} : {format_euros(balance.due)}"


def _folder(code: str | None) -> ExchangeFolder | None:
    if not code:
        return None
    folder = ExchangeFolder.objects.filter(code=code).first()
    if folder is None:
        raise CommandError(f"Aucun dossier d’échange « {code} ».")
    return folder
