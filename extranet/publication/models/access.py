from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.portfolio import EntityBound, Portfolio
from extranet.publication.rules.references import party_reference
from ledger.books.models import Account


class ClientAccess(EntityBound):
    """A party's way into the extranet: its login, and the life of its initial password.

    Whether the client may sign in at all is the user's ``is_active``.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="client_access"
    )
    #: Opaque: tells the extranet which accounts are this client's, and nothing of the books.
    party_reference = models.CharField(max_length=40, unique=True)
    #: When the agency last gave a password. A later one, published, replaces the client's own.
    issued_at = models.DateTimeField()
    #: The initial password opens one session before this instant, never two.
    initial_expires_at = models.DateTimeField()
    initial_used_at = models.DateTimeField(null=True, blank=True)
    must_choose_password = models.BooleanField(default=True)
    #: Since when none of its accounts is published; it ends some months later.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = gettext_lazy("accès client")

    def __str__(self) -> str:
        return self.user.get_username()

    def state_at(self, now: datetime) -> str:
        """Where the password stands, in words for the agency."""
        if not self.must_choose_password:
            return _("Choisi par le client")
        if self.initial_used_at:
            return _("Initial, utilisé sans qu’un autre ait été choisi")
        if self.initial_expires_at < now:
            return _("Initial, expiré")
        day = f"{timezone.localtime(self.initial_expires_at):%d/%m/%Y}"
        return _("Initial, valable jusqu’au %(day)s") % {"day": day}

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        """It knows its party by an opaque reference only, that is worked out again for each."""
        if portfolio.is_whole:
            return Q()
        accounts = Account.everywhere.filter(Account.bound_to(portfolio), party__isnull=False)
        parties = accounts.order_by().values_list("party_id", flat=True).distinct()
        return Q(party_reference__in=[party_reference(pk) for pk in parties])
