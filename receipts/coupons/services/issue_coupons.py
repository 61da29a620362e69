"""Issue payment coupons, and print them one page a client."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.services import audit
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.jobs.services import jobs
from core.people.models import User
from core.screens.pdf import render_pages
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.matching.selectors.due import Due, due_of, installments
from receipts.coupons.formats.coupon_page import page_of
from receipts.coupons.models import PaymentCoupon
from receipts.coupons.rules.coupon_code import AMOUNT_LIMIT, CouponError, coupon_code, read_coupon
from receipts.draft.selectors.on_its_way import balances

logger = logging.getLogger(__name__)

KIND = "receipts.coupons"
#: Clients who are asked to pay.
ROLES = (AccountRole.TENANT, AccountRole.CO_OWNER, AccountRole.LANDLORD)
#: About a minute of work and 350 MB; a larger selection is printed in several PDFs.
MAX_COUPONS = 500


def owing(account_ids: Sequence[int]) -> QuerySet[Account]:
    """The clients' accounts among these."""
    return (
        Account.objects.filter(pk__in=account_ids, role__in=ROLES, closed_on__isnull=True)
        .select_related("entity", "party", "building")
        .order_by("entity__code", "code")
    )


def asked_of(accounts: Iterable[Account], *, due_on: date) -> dict[int, Due]:
    """What each account has to pay on the coupon's own day, and what only later. What is announced
    or received, and not yet in the books, is not asked for again."""
    # Their balances are read again, with what is on its way: a receipt posted since counts once.
    owed = balances([account.pk for account in accounts])
    later = installments(list(owed), after=due_on)
    return {
        pk: due_of(balance - coming, later.get(pk, ()), on=due_on)
        for pk, (balance, coming) in owed.items()
    }


@transaction.atomic
def issue_coupons(
    *,
    account_ids: Sequence[int],
    period: tuple[date, date],
    due_on: date,
    acting_user: User | None,
    today: date,
) -> list[PaymentCoupon]:
    """A coupon for each client of these who owes something; asked again, the same coupons.

    Raises BusinessError where the dates do not hold or nobody owes anything.
    """
    start, end = period
    if end < start:
        raise BusinessError(_("La période finit avant de commencer."))
    coupons = _coupons(owing(account_ids), start, end, due_on, today)
    if not coupons:
        raise BusinessError(_("Aucun de ces comptes ne doit quelque chose : aucun coupon."))
    known = _issued(coupons)
    PaymentCoupon.objects.bulk_create(coupons, ignore_conflicts=True, batch_size=500)
    issued = _issued(coupons)
    audit.record_many(
        "coupon.issue",
        acting_user=acting_user,
        items=[
            (each.account, {"code": each.code}) for key, each in issued.items() if key not in known
        ],
    )
    return [issued[_identity(each)] for each in coupons]


def _coupons(
    accounts: Iterable[Account], start: date, end: date, due_on: date, today: date
) -> list[PaymentCoupon]:
    """The coupons of those who owe something, not yet in the database."""
    debtors = list(accounts)
    asked = asked_of(debtors, due_on=due_on)
    return [
        PaymentCoupon(
            account=account,
            period_start=start,
            period_end=end,
            issued_on=today,
            due_on=due_on,
            amount=asked[account.pk].now,
            code=coupon_code(account.pk, asked[account.pk].now),
        )
        for account in debtors
        if ZERO < asked[account.pk].now < AMOUNT_LIMIT
    ]


def _identity(coupon: PaymentCoupon) -> tuple[int, Decimal]:
    return coupon.account_id, coupon.amount


def _issued(coupons: Sequence[PaymentCoupon]) -> dict[tuple[int, Decimal], PaymentCoupon]:
    """The coupons in the database that have the identity of these, all of one issue."""
    first = coupons[0]
    rows = PaymentCoupon.objects.filter(
        account__in=[each.account_id for each in coupons],
        period_start=first.period_start,
        period_end=first.period_end,
        due_on=first.due_on,
    ).select_related("account__entity", "account__party", "account__building")
    return {_identity(each): each for each in rows}


def ask_coupons(
    *,
    account_ids: Sequence[int],
    period: tuple[date, date],
    due_on: date,
    acting_user: User,
    today: date,
) -> Job:
    """Issue the coupons at once, and ask for their PDF as a job. The caller starts its task.

    Raises BusinessError where nobody owes anything or there are too many.
    """
    if len(account_ids) > MAX_COUPONS:
        raise BusinessError(
            _("Éditez %(count)d coupons à la fois au plus : réduisez la sélection.")
            % {"count": MAX_COUPONS}
        )
    with transaction.atomic():
        coupons = issue_coupons(
            account_ids=account_ids,
            period=period,
            due_on=due_on,
            acting_user=acting_user,
            today=today,
        )
        return jobs.create(
            KIND,
            label=_("Coupons de paiement"),
            acting_user=acting_user,
            parameters={"coupons": [coupon.pk for coupon in coupons]},
        )


def run_coupons(job_id: int, *, now: datetime) -> None:
    """Print what ``ask_coupons`` asked for. Killed and run again, it prints it again."""
    job = Job.objects.get(pk=job_id)
    if job.state not in (JobState.WAITING, JobState.RUNNING):
        return
    ids = job.parameters["coupons"]
    with jobs.running(job):
        try:
            file = print_coupons(ids, now=now)
        except BusinessError as error:
            jobs.finish(job, ok=False, summary=str(error))
        except Exception:  # whatever stops a job, the person who asked must be told
            logger.exception("Coupons of job %s failed", job.pk)
            jobs.finish(job, ok=False, summary=_("Le PDF n’a pas pu être fait ; recommencez."))
        else:
            summary = ngettext(
                "%(count)d coupon est prêt.", "%(count)d coupons sont prêts.", len(ids)
            ) % {"count": len(ids)}
            jobs.finish(job, ok=True, summary=summary, result={"file": file.pk})


def print_coupons(coupon_ids: Sequence[int], *, now: datetime) -> ArchivedFile:
    """One PDF of these coupons, a page each in the order of the accounts, kept in the archive."""
    coupons = PaymentCoupon.objects.filter(pk__in=coupon_ids).select_related(
        "account__entity", "account__party", "account__building"
    )
    title = _("Appel de paiement")
    ordered = list(coupons.order_by("account__entity__code", "account__code"))
    # Coupons of one printing have one day to be paid.
    day = max((coupon.due_on for coupon in ordered), default=timezone.localdate(now))
    asked = asked_of([coupon.account for coupon in ordered], due_on=day)
    content = render_pages(
        "receipts/coupons/pdf.html",
        [page_of(coupon, later=asked[coupon.account_id].later) for coupon in ordered],
        title=title,
        progress=jobs.progress,
    )
    name = f"coupons-{timezone.localtime(now):%Y-%m-%d-%H%M%S}.pdf"
    return archive.archive(content, name=name, kind=KIND, direction=Direction.OUT)


def identify(text: str) -> tuple[Account, Decimal]:
    """Whose a scanned coupon is, and the euros that it asks for, for the counter. Raises
    CouponError."""
    reading = read_coupon(text)
    account = (
        Account.objects.select_related("entity", "party").filter(pk=reading.account_id).first()
    )
    if account is None or account.role not in ROLES:
        raise CouponError(_("Ce coupon est bien écrit, mais son compte n’existe pas chez nous."))
    return account, reading.amount


def default_period(today: date) -> tuple[date, date]:
    """The calendar quarter that ``today`` lies in."""
    first_month = 3 * ((today.month - 1) // 3) + 1
    start = today.replace(month=first_month, day=1)
    after = (start + timedelta(days=95)).replace(day=1)
    return start, after - timedelta(days=1)
