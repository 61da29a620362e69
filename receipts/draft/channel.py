"""Lines keyed by hand that come by no other channel."""

from django.utils.translation import gettext_lazy as _

from receipts.draft.channels import Channel


class OtherChannel(Channel):
    code = "other"
    label = _("Divers")
    icon = "dots-circle-horizontal"
    order = 60
    keyed_by_hand = True
