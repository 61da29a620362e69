from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import Portfolio
from ledger.books.models.entity import Entity


class PortfolioEntity(models.Model):
    """An entity that a user who does not work on all of them works on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolio"
    )
    entity = models.ForeignKey("ledger_books.Entity", on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        verbose_name = _("entité du périmètre")
        constraints = [
            models.UniqueConstraint(fields=["user", "entity"], name="entity_once_in_a_portfolio")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.entity_id}"


def bound_by_code(portfolio: Portfolio) -> models.Q:
    """Rows within the portfolio, of a model that knows its entity by ``entity_code`` only."""
    if portfolio.is_whole:
        return models.Q()
    entities = Entity.everywhere.filter(Entity.bound_to(portfolio)).order_by()
    return models.Q(entity_code__in=entities.values("code"))
