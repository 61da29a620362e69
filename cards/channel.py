"""Payments on the card terminal: keyed by hand until its files feed them."""

from django.utils.translation import gettext_lazy as _

from receipts.draft.channels import Channel


class CardTerminalChannel(Channel):
    code = "card_terminal"
    label = _("TPE")
    icon = "credit-card"
    order = 30
    keyed_by_hand = True
