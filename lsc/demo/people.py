"""Who works at the demo agency and whom it deals with. All names and numbers are invented."""

from dataclasses import dataclass
from decimal import Decimal

from core.text.words import fold

AGENCY_NAME = "Cabinet Saurupt Immobilier"
AGENCY_ADDRESS = "25 rue de Saurupt\n54000 NANCY"
AGENCY_PHONE = "03 83 00 25 25"
AGENCY_EMAIL = "contact@cabinet-saurupt.example"
AGENCY_HOURS = "Du lundi au vendredi, 9 h – 12 h et 14 h – 18 h"
AGENCY_LEGAL_NOTICE = (
    "Carte professionnelle CPI 5402 2016 000 009 999 délivrée par la CCI de Meurthe-et-Moselle. "
    "Garantie financière : 500 000 €."
)
VAT_NUMBER = "FR17842136574"

#: One password for all staff of the demo: it is printed at the end, and opens nothing else.
STAFF_PASSWORD = "Saurupt-54000"  # noqa: S105
#: What the demo's client chooses on the first visit.
CLIENT_PASSWORD = "Gilbert!2026a"  # noqa: S105


@dataclass(frozen=True)
class Staff:
    """A member of staff; ``post`` chooses the rights."""

    username: str
    first_name: str
    last_name: str
    initials: str
    post: str


STAFF = (
    Staff("admin", "Claire", "Saurupt", "CSA", "administrator"),
    Staff("jlc", "Jean-Luc", "Claudel", "JLC", "accountant"),
    Staff("mdn", "Marie", "Denis", "MDN", "accountant"),
    Staff("pvi", "Paul", "Vincent", "PVI", "manager"),
)
SYNDICATE_ACCOUNTANT, RENTAL_ACCOUNTANT = "jlc", "mdn"


@dataclass(frozen=True)
class Person:
    """Someone with an account. ``habit`` is how they pay: prompt, late,
    slow (owes the latest call), quarterly, never."""

    account: str
    last_name: str
    first_name: str = ""
    title: str = "M."
    company: str = ""
    share: int = 0
    rent: Decimal = Decimal(0)
    landlord: str = ""
    habit: str = "prompt"
    has_email: bool = True
    street: str = "12 rue Gilbert"
    postal_code: str = "54000"
    town: str = "NANCY"

    @property
    def email(self) -> str:
        if not self.has_email:
            return ""
        name = f"{self.first_name}.{self.last_name or self.company}".strip(".").lower()
        plain = "".join(char if char.isalnum() or char in ".-" else "-" for char in fold(name))
        return f"{plain}@courriel.example"

    @property
    def label(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.company


#: The client whom the play follows: he owes 65,63 €, the figure of the trade's own manual.
PIERRE = Person("450PIERREP", "PROPRIETAIRE", "Pierre", share=62)
PIERRE_OWES = Decimal("65.63")

#: Without an e-mail, he signs with his password. His request waits when the play is over.
BASTIEN = Person("450BASTIEN", "BASTIEN", "Georges", share=74, has_email=False, habit="slow")

#: Shares (tantièmes) sum to 1 000.
CO_OWNERS = (
    PIERRE,
    Person("450AUBRYHE", "AUBRY", "Hélène", "Mme", share=58),
    BASTIEN,
    Person("450CHEVRIE", "CHEVRIER", "Anne", "Mme", share=45),
    Person("450DIDIERM", "DIDIER", "Michel", share=81, street="4 place Carnot"),
    Person("450FERRYLU", "FERRY", "Lucie", "Mme", share=39, habit="late"),
    Person("450GERARDI", "GERARDIN", "Thomas", share=66),
    Person("450HUMBERT", "HUMBERT", "Simone", "Mme", share=52, has_email=False, habit="slow"),
    Person("450JACQUOT", "JACQUOT", "Nadia et Éric", "M. et Mme", share=88, habit="slow"),
    Person("450KIEFFER", "KIEFFER", "Antoine", share=47, habit="late"),
    Person("450LALLEMA", "LALLEMAND", "Sophie", "Mme", share=71, habit="slow"),
    Person("450MARCHAL", "MARCHAL", "René", share=43),
    Person("450NOELCLA", "NOËL", "Clara", "Mme", share=59),
    Person("450SCIPEPI", "", company="SCI de la Pépinière", title="Sté", share=112),
    Person("450THIRION", "THIRION", "Bernard", share=54, habit="never"),
    Person("450VAUTRIN", "VAUTRIN", "Isabelle", "Mme", share=49),
)

LANDLORDS = (
    Person("467DUVALMI", "DUVAL", "Micheline", "Mme", street="8 cours Léopold"),
    Person("467FABRICE", "FABRICE", "Alain", street="31 avenue Foch"),
    Person("467GRANDJE", "GRANDJEAN", "Odile et Marc", "M. et Mme", street="2 rue Héré"),
    Person("467PIERREP", "PROPRIETAIRE", "Pierre"),
    Person("467SCISTAN", "", company="SCI Stanislas", title="Sté", street="17 rue Saint-Jean"),
    Person("467WEBERJU", "WEBER", "Julie", "Mme", street="5 rue de la Ravinelle"),
)

_COMMANDERIE = "6 rue de la Commanderie"
TENANTS = (
    Person(
        "411ALOXECO",
        "",
        company="ALOXE Conseil",
        title="Sté",
        rent=Decimal("1240.00"),
        landlord="467SCISTAN",
        street=_COMMANDERIE,
    ),
    Person(
        "411BENALIS",
        "BENALI",
        "Samia",
        "Mme",
        rent=Decimal("612.50"),
        landlord="467DUVALMI",
        street=_COMMANDERIE,
    ),
    Person(
        "411COLINTH",
        "COLIN",
        "Théo",
        rent=Decimal("438.00"),
        landlord="467FABRICE",
        street=_COMMANDERIE,
        habit="late",
    ),
    Person(
        "411DACOSTA",
        "DA COSTA",
        "Inês",
        "Mme",
        rent=Decimal("574.20"),
        landlord="467GRANDJE",
        street=_COMMANDERIE,
    ),
    Person(
        "411HENRYLO",
        "HENRY",
        "Louise",
        "Mme",
        rent=Decimal("521.75"),
        landlord="467PIERREP",
        street=_COMMANDERIE,
    ),
    Person(
        "411LECLERC",
        "LECLERC",
        "Hugo et Emma",
        "M. et Mme",
        rent=Decimal("835.40"),
        landlord="467WEBERJU",
        street=_COMMANDERIE,
    ),
    Person(
        "411PETITJE",
        "PETITJEAN",
        "Karim",
        rent=Decimal("489.90"),
        landlord="467DUVALMI",
        street=_COMMANDERIE,
        habit="never",
    ),
    Person(
        "81MARITON",
        "MARITON",
        "Paul",
        rent=Decimal("1272.61"),
        landlord="467SCISTAN",
        street=_COMMANDERIE,
        habit="quarterly",
    ),
    Person(
        "81ROLINMAR",
        "ROLIN",
        "Marie",
        "Mme",
        rent=Decimal("650.00"),
        landlord="467FABRICE",
        street=_COMMANDERIE,
        has_email=False,
    ),
)

SYNDICATE_SUPPLIERS = (
    ("401ASCENSE", "Ascenseurs de l’Est"),
    ("401ASSURAN", "Assurances Mutuelles Lorraines"),
    ("401EAUXNCY", "Régie des eaux du Grand Nancy"),
    ("401ENERLOR", "Énergie Lorraine"),
    ("401NETTOIE", "Nettoyage Blanchard"),
    ("401CABINET", "Cabinet Saurupt Immobilier"),
)
RENTAL_SUPPLIERS = (
    ("401CABINET", "Cabinet Saurupt Immobilier"),
    ("401LACRAPU", "Jules LACRAPULE"),
    ("401PLOMBER", "Plomberie Mengin"),
)
