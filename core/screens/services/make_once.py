"""Make one record of a form, however often it is sent: a double click, a page sent again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar, cast

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from core.people.models import User
from core.screens.models import SentForm
from core.text.errors import BusinessError

#: A page that is sent again after that makes another record.
_REMEMBERED = timedelta(days=7)


M = TypeVar("M", bound=models.Model)


@transaction.atomic
def make_once(make: Callable[[], M], *, key: str, acting_user: User, now: datetime) -> M:
    """What ``make`` makes, or what it made when the form of that ``key`` was first sent.

    Two that come at once take turns: the second waits for the first. An empty key is no form that
    can be told. Raises BusinessError where the record is gone, and what ``make`` raises: the form
    may then be sent again.
    """
    if not key:
        return make()
    SentForm.objects.filter(user=acting_user, at__lt=now - _REMEMBERED).delete()
    sent, is_first = SentForm.objects.get_or_create(user=acting_user, key=key, defaults={"at": now})
    if not is_first:
        return cast("M", _made(sent))
    record = make()
    sent.made, sent.made_id = record._meta.label_lower, record.pk
    sent.save(update_fields=["made", "made_id"])
    return record


def _made(sent: SentForm) -> models.Model:
    rows = apps.get_model(sent.made)._default_manager
    record: models.Model | None = rows.filter(pk=sent.made_id).first()
    if record is None:
        raise BusinessError(_("Cette page a déjà servi : rechargez-la pour créer une autre fiche."))
    return record
