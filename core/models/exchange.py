from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Direction, FileOutcome, FolderKind


class ExchangeFolder(models.Model):
    """A place where files are left for, or by, someone else."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("libellé"), max_length=120)
    kind = models.CharField(max_length=10, choices=FolderKind.choices, default=FolderKind.LOCAL)
    path = models.CharField(_("chemin"), max_length=400)

    class Meta:
        default_permissions = ()
        ordering = ["label"]
        verbose_name = _("dossier d’échange")

    def __str__(self) -> str:
        return self.label


class ArchivedFile(models.Model):
    """The exact bytes of a file that left or arrived, kept for good under their SHA-256."""

    created_at = models.DateTimeField(auto_now_add=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    #: What the file is, such as ``pain.008``, ``mandate``, ``fec``.
    kind = models.CharField(max_length=40)
    name = models.CharField(_("nom"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("taille"))
    folder = models.ForeignKey(
        ExchangeFolder, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    outcome = models.CharField(
        max_length=10, choices=FileOutcome.choices, default=FileOutcome.STORED
    )
    #: What went wrong, in words for the person who must mend it.
    error = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name
