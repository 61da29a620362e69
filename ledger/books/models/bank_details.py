import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.iban import IbanHolder, bic_warning
from core.database.portfolio import EntityBound
from core.text import guarded
from ledger.books.enums import ChangeState


class BankDetailsChange(EntityBound, IbanHolder):
    """A change of what clients pay into: asked by one person, in force once another approved it.

    Its IBAN is the new one. Until then what it would replace stays in force.
    """

    SEALED_TO = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="bank_details_changes"
    )
    #: Null: an account that is to be added.
    bank_account = models.ForeignKey(
        "ledger_books.BankAccount", null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: What the account to be added is besides its IBAN and BIC, keys by attribute name.
    account_values = guarded.JSONField(default=dict)
    #: Whether direct debits are paid into the account to be added.
    collects = models.BooleanField(default=False)
    #: New values of the entity's own fields and of the BIC.
    values = guarded.JSONField(default=dict)
    #: What they replace, the IBAN masked, by the same names.
    replaced = guarded.JSONField(default=dict)
    state = models.CharField(
        _("état"), max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    #: Where nobody else could approve it: not in force before this instant.
    not_before = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("changement de coordonnées bancaires")
        permissions = [
            (
                "change_bank_details",
                _("Demander et approuver un changement d’IBAN, d’ICS ou de nom de créancier"),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity"],
                condition=models.Q(state="waiting"),
                name="one_bank_details_change_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="bank_details_change_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity.code} {self.iban_masked}".strip()

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.WAITING

    @property
    def bic_warning(self) -> str:
        """What to tell who decides of a BIC that is not that of the IBAN's bank; empty where it
        is."""
        account = self.bank_account
        iban = self.iban or (account.iban if account else "")
        return bic_warning(iban, self.values.get("bic") or (account.bic if account else ""))

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Label, value before and value after, the IBANs masked."""
        after = {**self.values, **({"iban": self.iban_masked} if self.iban_masked else {})}
        return [(_label(name), self.replaced.get(name, ""), after[name]) for name in after]


def _label(name: str) -> str:
    model = "BankAccount" if name in {"iban", "bic"} else "Entity"
    from django.apps import apps

    field = apps.get_model("ledger_books", model)._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))
