"""What the agency set of its clients' site, as it is published."""

from core.people.models import Agency
from extranet.publication.enums import BalanceSense
from extranet.publication.formats import published
from extranet.publication.formats.rows import column_names
from extranet.publication.models import ExtranetSettings

_AGENCY_COLUMNS = column_names(published.Agency)


def read_office(settings: ExtranetSettings, agency: Agency | None) -> published.Office:
    names = None
    if agency is not None:
        names = published.Agency(**{name: getattr(agency, name) for name in _AGENCY_COLUMNS})
    return published.Office(
        balance_sense=BalanceSense(settings.balance_sense),
        payment_without_email=settings.payment_without_email,
        agency=names,
    )
