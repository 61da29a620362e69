"""Transfers: keyed by hand until the bank's statements feed them."""

from django.utils.translation import gettext_lazy as _

from receipts.draft.channels import Channel


class TransferChannel(Channel):
    code = "transfer"
    label = _("Virements")
    icon = "building-bank"
    order = 10
    keyed_by_hand = True
    goes_to_the_bank = True
