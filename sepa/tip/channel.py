"""Interbank payment orders (TIP): keyed by hand until their files feed them."""

from django.utils.translation import gettext_lazy as _

from receipts.draft.channels import Channel


class TipChannel(Channel):
    code = "tip"
    label = _("TIP")
    icon = "receipt"
    order = 40
    keyed_by_hand = True
