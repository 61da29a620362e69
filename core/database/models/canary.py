from django.db import models

from core.database.crypto import EncryptedTextField, Ring


class Canary(models.Model):
    """What only this database's own keys can read: one row a ring, written with the tables.

    Another key, or a new ``secrets.json``, is noticed by it before an IBAN cannot be read.
    """

    SEALED_TO = ("name",)

    name = models.SlugField(max_length=12, unique=True)
    sealed = EncryptedTextField()
    #: Mark of ``name`` under the key of what is found and never decrypted.
    mark = models.CharField(max_length=64)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class KeyCanary(Canary):
    """Of the ring of the books."""


class ExtranetKeyCanary(Canary):
    """Of the ring of the clients' site."""

    SEALED_WITH = Ring.EXTRANET
