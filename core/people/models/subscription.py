from django.db import models
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """A partner's product that the agency has bought, or had."""

    product = models.SlugField(_("produit"), max_length=40, unique=True)
    active = models.BooleanField(_("souscrit"), default=True)
    since = models.DateField(_("depuis le"))

    class Meta:
        default_permissions = ()
        verbose_name = _("abonnement")

    def __str__(self) -> str:
        return self.product
