from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text.money import MoneyField


def letter_of(number: int) -> str:
    """The letters of the nth matching of an account: A … Z, then AA, AB …"""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shown_letter(number: int, *, is_total: bool) -> str:
    """How the nth matching of an account reads: ``AB``; ``ab`` while something is left open."""
    letters = letter_of(number)
    return letters if is_total else letters.lower()


class Matching(EntityBound):
    """A letter of one account: debits and credits that settle each other, sum for sum.

    Entry lines never change, so letters live beside them. An undone matching keeps its row, without
    lines: its letter may already be in an exported file, and is not given again.
    """

    bound_by = "account"

    account = models.ForeignKey(
        "ledger_books.Account", on_delete=models.PROTECT, related_name="matchings"
    )
    #: 1 for A, 27 for AA, within the account.
    number = models.PositiveIntegerField(_("lettre"))
    #: Whether its lines are settled to the last cent; else its letter reads in lower case.
    is_total = models.BooleanField(_("total"), default=False)
    #: Whether its lines undo each other (an entry and its reversal, a cheque and its bounce): they
    #: are neither debts nor payments.
    undoes = models.BooleanField(_("annulation"), default=False)
    matched_on = models.DateField(_("lettré le"))
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["account", "number"]
        verbose_name = _("lettrage")
        permissions = [("match_lines", _("Lettrer et délettrer les comptes"))]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="matching_letter")
        ]
        indexes = [
            # Few of all, and left out of every sum of debts.
            models.Index(
                fields=["id"], condition=models.Q(undoes=True), name="ledger_undoing_matchings"
            )
        ]

    def __str__(self) -> str:
        return self.letter

    @property
    def letter(self) -> str:
        """``AB``; ``ab`` while something is left of one of its lines."""
        return shown_letter(self.number, is_total=self.is_total)


class MatchedLine(EntityBound):
    """How much of an entry line a matching settles, in euros; a line is in one matching at most."""

    bound_by = "matching"

    matching = models.ForeignKey(Matching, on_delete=models.PROTECT, related_name="lines")
    line = models.OneToOneField(
        "ledger_books.EntryLine", on_delete=models.PROTECT, related_name="matched"
    )
    amount = MoneyField(_("montant lettré"))

    class Meta:
        default_permissions = ()
        ordering = ["line"]
        verbose_name = _("ligne lettrée")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="matched_amount_positive")
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"
