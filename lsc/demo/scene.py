"""What the steps of the play hand on to each other."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.people.models import User
from ledger.books.models import Account
from lsc.demo import people
from lsc.demo.agency import Built
from lsc.demo.chart import SYNDICATE
from lsc.demo.lobby import Lobby
from lsc.demo.stage import Site
from lsc.demo.visitor import Visitor
from receipts.draft.models import DraftReceipt
from sepa.collections.models import Collection


@dataclass
class Scene:
    """The stage, the people on it, and what has happened so far."""

    built: Built
    sites: dict[str, Site]
    lobby: Lobby
    username: str = ""
    initial_password: str = ""
    client: Visitor = field(init=False)
    mandate_reference: str = ""
    collection: Collection | None = None

    def __post_init__(self) -> None:
        self.client = Visitor(self.sites["extranet"].url)

    @property
    def accountant(self) -> User:
        return self.built.staff[people.SYNDICATE_ACCOUNTANT]

    @property
    def account(self) -> Account:
        """Pierre's account as the books have it now."""
        return Account.objects.select_related("entity", "party").get(
            entity__code=SYNDICATE, code=people.PIERRE.account
        )

    @property
    def receipt(self) -> DraftReceipt:
        """The line of the draft that Pierre's request became."""
        return DraftReceipt.objects.select_related("account", "journal", "entry").get(
            channel="one_off", mandate__mandate_reference=self.mandate_reference
        )


class StepError(Exception):
    """A step did not do what the play promises; says in French what was expected."""


def expect(condition: object, what: str) -> None:
    """Raises StepError saying ``what`` should have been."""
    if not condition:
        raise StepError(what)


#: What Pierre pays, and from which account (invented, valid).
AMOUNT: Decimal = people.PIERRE_OWES
DEBTOR_IBAN = "FR7610278040050002198764023"
