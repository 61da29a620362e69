"""What the counter brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.files.person import HOLDINGS, Holding
from core.jobs.services.schedule import SERVICES, Service
from core.screens.lists.records import NOTICES, RECORD_ACTIONS, NoticeSource, RecordAction
from core.screens.navigation import MENU, MenuItem
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from ledger.books.services.close_year import CLOSING_CHECKS, CLOSING_WARNINGS
from ledger.books.services.reverse_entry import OBJECTIONS
from ledger.people.selectors.reminders import BEFORE_REMINDING
from receipts.counter.channel import ChequeChannel
from receipts.counter.outcomes import OUTCOMES
from receipts.counter.outcomes.desk import DESK
from receipts.counter.selectors import (
    cheque_objections as objections,
)
from receipts.counter.selectors import (
    cheques_on_their_way as on_its_way,
)
from receipts.counter.selectors import (
    notices,
)
from receipts.counter.selectors.batches_in_hand import waiting_count
from receipts.counter.selectors.cheques_of_party import cheques
from receipts.counter.selectors.held_cheques import due_count
from receipts.counter.selectors.open_items import being_debited
from receipts.counter.services import follow_redrafted
from receipts.counter.services.announce_held_cheques import announce_due
from receipts.draft.channels import CHANNELS
from receipts.draft.hooks import BEING_DEBITED, FOLLOWERS, Follower
from receipts.draft.selectors.on_its_way import COMING, Coming
from receipts.draft.selectors.unidentified import IDENTIFY, unidentified_count

KEY, SETTINGS = "receipts_counter.key_receipts", "core_people.manage_settings"

CHANNELS.add(ChequeChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(ChequeChannel.code, ChequeChannel.label, order=ChequeChannel.order)
)
OUTCOMES.add(*DESK)

COMING.add(
    Coming("keyed_cheques", on_its_way.keyed_cheques, "cheque__batch__arrival_date"),
    Coming("noted_debits", on_its_way.noted_debits, "noted_at", is_debit=True),
    Coming("kept_cheques", on_its_way.kept_cheques, is_kept=True),
)
BEING_DEBITED.add(being_debited)
FOLLOWERS.add(Follower("outcome", follow_redrafted.follow, follow_redrafted.keeps_debts))

MENU.add(
    MenuItem(
        "counter", _("Saisie des chèques"), "receipts:counter", "cash-register", KEY, waiting_count
    ),
    MenuItem("counter", _("Chèques"), "receipts:cheques", "writing-sign", KEY),
    MenuItem("counter", _("Remises en banque"), "receipts:deposits", "building-bank", KEY),
    MenuItem(
        "counter",
        _("À identifier"),
        "receipts:unidentified",
        "user-question",
        IDENTIFY,
        unidentified_count,
    ),
    MenuItem(
        "counter", _("Chèques gardés"), "receipts:held_cheques", "clock-pause", KEY, due_count
    ),
    MenuItem("counter", _("Transmissions"), "receipts:transfer_slips", "mail-forward", KEY),
    MenuItem(
        "settings", _("Guichet"), "receipts:counter_settings", "cash-register", SETTINGS, order=70
    ),
    MenuItem(
        "settings",
        _("Services destinataires"),
        "receipts:transfer_services",
        "mail-forward",
        SETTINGS,
        order=71,
    ),
)
RECORD_ACTIONS.add(
    RecordAction(
        "transfer",
        _("Transmettre"),
        "receipts:transfer_of_account",
        "mail-forward",
        key="Alt+T",
        right=KEY,
        is_link=True,
        on="ledger_books.account",
    )
)
NOTICES.add(
    NoticeSource(notices.kept_for_account, KEY, on="ledger_books.account"),
    NoticeSource(notices.kept_for_party, KEY, on="ledger_people.party"),
    NoticeSource(notices.went_elsewhere, KEY, on="ledger_books.account"),
    NoticeSource(notices.decided_of_items, KEY, on="ledger_books.account"),
)
BEFORE_REMINDING.add(notices.before_reminding)

CLOSING_CHECKS.add(objections.against_closing)
CLOSING_WARNINGS.add(objections.before_closing)
OBJECTIONS.add(objections.against_reversal)
SERVICES.add(
    Service(
        "receipts.held",
        _("Chèques gardés à encaisser"),
        announce_due,
        default_times=("07:00",),
        at_sign_in=True,
    )
)
HOLDINGS.add(Holding("cheques", _("Chèques"), cheques))

name_actions(
    {
        "batch.open": _("Lot ouvert"),
        "batch.tape": _("Bande de contrôle saisie"),
        "batch.pre_close": _("Lot pré-clos"),
        "batch.reopen": _("Lot rouvert"),
        "batch.close": _("Lot clos"),
        "cheque.key": _("Chèque saisi"),
        "cheque.change": _("Chèque corrigé"),
        "cheque.remove": _("Chèque retiré du lot"),
        "cheque.cancel": _("Chèque annulé"),
        "cheque.bounce": _("Chèque impayé"),
        "cheque.undo_bounce": _("Impayé annulé"),
        "deposit.make": _("Remise en banque écrite"),
        "counter.late_hours": _("Délai du guichet réglé"),
        "counter.words_above": _("Montant en lettres réglé"),
        "held.keep": _("Chèque gardé"),
        "held.keep_again": _("Retiré du lot, gardé de nouveau"),
        "held.key": _("Mis dans un lot"),
        "held.change": _("Date convenue changée"),
        "held.hand_over": _("Confié à un collègue"),
        "held.give_back": _("Rendu au tireur"),
        "held.cancel": _("Chèque gardé annulé"),
        "held.restore": _("Gardé de nouveau"),
        "outcome.note": _("Suite notée au guichet"),
        "outcome.remove": _("Suite retirée du lot"),
        "outcome.finish": _("Suites du lot exécutées"),
        "outcome.undo": _("Suite défaite"),
        "transfer.add": _("Transmis à un service"),
        "transfer.remove": _("Retiré d’un bordereau de transmission"),
        "transfer.take_back": _("Transmission reprise"),
        "transfer.close": _("Bordereau de transmission clos"),
        "transfer.service": _("Service destinataire modifié"),
    }
)
