"""Entities, journals, banks and general accounts of the demo agency."""

from dataclasses import dataclass
from decimal import Decimal

SYNDICATE, RENTAL = "S001", "G001"


@dataclass(frozen=True)
class EntityData:
    code: str
    name: str
    street: str
    creditor_identifier: str
    siret: str
    iban: str
    bic: str
    building: tuple[str, str, str]
    accountant: str
    slip_note: str


ENTITIES = (
    EntityData(
        RENTAL,
        "Gérance Saurupt",
        "25 rue de Saurupt",
        "FR71ZZZ512638",
        "84213657400014",
        "FR7630087333000002041730197",
        "CMCIFRPPXXX",
        ("COMMAND", "Immeuble de la Commanderie", "6 rue de la Commanderie"),
        "mdn",
        "Pour toute question : 03 83 00 25 25.",
    ),
    EntityData(
        SYNDICATE,
        "Syndicat Gilbert",
        "12 rue Gilbert",
        "FR13ZZZ437149",
        "52787541300017",
        "FR7615135005000800421357962",
        "CEPAFRPP513",
        ("GILBERT", "Résidence Gilbert", "12 rue Gilbert"),
        "jlc",
        "En cas de problème, merci d’appeler le 03 83 00 25 25.",
    ),
)

#: Code, label, code of the treasury account (empty for none), voucher required.
JOURNALS = (
    ("AN", "À-nouveaux", "", False),
    ("BQ", "Banque", "512000", False),
    ("RA", "Remises d’automate", "512000", False),
    ("CM", "Chèques à remettre", "511200", True),
    ("AC", "Achats", "", False),
    ("OD", "Opérations diverses", "", False),
)
#: Journals of one kind of entity only.
SYNDICATE_JOURNALS = (("AF", "Appels de fonds", "", False),)
RENTAL_JOURNALS = (("QT", "Quittancement", "", False), ("CA", "Caisse", "530000", True))

#: The journal into which each channel's receipts go by default.
RECEIPT_JOURNALS = {
    "one_off": "BQ",
    "transfer": "BQ",
    "card_terminal": "BQ",
    "tip": "BQ",
    "cheque": "CM",
    "cash": "CA",
    "other": "RA",
    "kiosk": "RA",
}

#: Code, label; 51 and 53 are treasury.
SYNDICATE_GENERAL = (
    ("102000", "Provisions pour travaux décidés"),
    ("103100", "Avances de trésorerie"),
    ("105999", "Fonds de travaux"),
    ("511200", "Chèques à encaisser"),
    ("512000", "Banque – compte courant"),
    ("512100", "Livret – fonds de travaux"),
    ("601000", "Eau"),
    ("602000", "Électricité"),
    ("611000", "Nettoyage des locaux"),
    ("614000", "Contrats de maintenance"),
    ("615000", "Entretien et petites réparations"),
    ("616000", "Primes d’assurances"),
    ("621100", "Rémunération du syndic sur gestion"),
    ("662000", "Frais bancaires"),
    ("701000", "Provisions sur opérations courantes"),
)
RENTAL_GENERAL = (
    ("165000", "Dépôts de garantie reçus"),
    ("471000", "Encaissements à ventiler"),
    ("511200", "Chèques à encaisser"),
    ("512000", "Banque – compte mandants"),
    ("530000", "Caisse"),
)

#: Yearly budget voted by the syndicate, and its yearly payment to the works fund (5 % at least,
#: law of 10 July 1965, art. 14-2-1).
YEARLY_BUDGET = Decimal("38400.00")
YEARLY_WORKS_FUND = Decimal("2400.00")
