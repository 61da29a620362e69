"""What parties, buildings, flags and legal holds bring to the house."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.actions import name_actions
from core.database.retention import HELD_ROWS, HOLDS, KINDS, HeldRows, Kind
from core.database.services.versions import SEALED, Sealed
from core.files.person import DUTIES, HOLDINGS, Holding
from core.screens.navigation import MENU, MenuItem
from core.screens.search import SOURCES, Source
from ledger.books.forms.entity_fields import ENTITY_FIELDS, EntityField
from ledger.books.services.chain.names import last_entry
from ledger.people.forms import PartyField
from ledger.people.selectors import held_on_party as personal_data
from ledger.people.selectors import legal_holds
from ledger.people.services.erase_departed_parties import erase_departed_parties
from ledger.people.views.find_parties import find_parties
from ledger.people.views.parties import SEE_CONTACTS

MENU.add(
    MenuItem("accounts", pgettext_lazy("plusieurs", "Tiers"), "ledger:parties", "users", order=30),
    MenuItem("accounts", _("Immeubles"), "ledger:buildings", "building", order=31),
    MenuItem("accounts", _("Lots"), "ledger:lots", "door", order=32),
)
SOURCES.add(
    Source(
        "parties",
        pgettext_lazy("plusieurs", "Tiers"),
        "users",
        find_parties,
        SEE_CONTACTS,
        order=20,
    )
)
ENTITY_FIELDS.add(
    EntityField("managing_party", lambda: PartyField(label=_("Identité gérance"), required=False))
)
# In no seal, but a service's change of a name is told from any other.
SEALED.add(
    Sealed("ledger_people.party", ("title", "last_name", "first_name", "company"), last_entry)
)

HOLDINGS.add(
    Holding("identity", _("Fiche"), personal_data.identity),
    Holding("accounts", _("Comptes"), personal_data.accounts),
    Holding("lots", _("Lots"), personal_data.lots),
    Holding("flags", _("Signalements"), personal_data.flags),
    Holding("history", _("Historique de la fiche"), personal_data.history),
)
DUTIES.add(
    personal_data.books_duty,
    personal_data.manager_duty,
    personal_data.flags_duty,
    personal_data.hold_duty,
)
HOLDS.add(legal_holds.standing_in_full)
HELD_ROWS.add(
    HeldRows("ledger_people.party", legal_holds.rows_of_held_parties),
    # They name people in their texts, and do not say whom: all are kept while one hold stands.
    HeldRows("core_jobs.systemmessage", legal_holds.kept_whole),
    HeldRows("core_jobs.job", legal_holds.kept_whole),
    HeldRows("core_jobs.outboxmessage", legal_holds.kept_whole),
    HeldRows("core_files.archivedfile", legal_holds.kept_whole),
)
KINDS.add(
    Kind(
        "parties",
        _("Fiches des clients"),
        _("Nom, adresse, e-mail, téléphone, lots, signalements"),
        _("Exécution du contrat (RGPD, art. 6-1-b), puis obligation légale (livres)"),
        _("Le temps du contrat, puis avec les livres : 10 ans après le dernier compte fermé"),
        erase_departed_parties,
    )
)
name_actions(
    {
        "account.erase": _("Nom effacé"),
        "hold.place": _("Effacement gelé"),
        "hold.lift": _("Gel d’effacement levé"),
        "party.erase": _("Personne effacée"),
        "party.hand_over": _("Données remises"),
        "party.flag": _("Signalement : plus de relance"),
        "party.unflag": _("Signalement levé"),
    }
)
