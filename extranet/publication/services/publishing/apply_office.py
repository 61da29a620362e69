"""What the agency set and its own bank accounts, as they arrive with a publication."""

from collections.abc import Iterable

from core.database.crypto import seal
from core.people.models import Agency
from extranet.publication.formats import published
from extranet.publication.formats.rows import column_names
from extranet.publication.models import ExtranetSettings, Publication, PublishedIban
from extranet.publication.services.publishing import logo

_AGENCY_COLUMNS = column_names(published.Agency)
_SETTINGS_COLUMNS = column_names(published.Office, "agency")


def apply_office(_publication: Publication, offices: Iterable[published.Office]) -> None:
    for office in offices:
        ExtranetSettings.objects.filter(pk=1).update(
            **{name: getattr(office, name) for name in _SETTINGS_COLUMNS}
        )
        if office.agency:
            values = {name: getattr(office.agency, name) for name in _AGENCY_COLUMNS}
            Agency.objects.update_or_create(pk=1, defaults=values)


def apply_logo(publication: Publication, logos: Iterable[published.Logo]) -> None:
    """The bytes are written after the commit: a full disk stops no publication."""
    for row in logos:
        logo.bring(row.content, publication_uid=publication.uid)


def apply_fingerprint_key(
    _publication: Publication, keys: Iterable[published.FingerprintKey]
) -> None:
    """Fingerprints under another key are worth nothing: they go."""
    for row in keys:
        PublishedIban.objects.all().delete()
        key = seal(ExtranetSettings, "fingerprint_key", row.key, 1)
        ExtranetSettings.objects.filter(pk=1).update(fingerprint_key=key)


def apply_own_ibans(_publication: Publication, ibans: Iterable[published.OwnIban]) -> None:
    PublishedIban.objects.bulk_create(
        [PublishedIban(fingerprint=row.fingerprint) for row in ibans],
        ignore_conflicts=True,
        batch_size=1000,
    )
