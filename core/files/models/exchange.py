import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.crypto import EncryptedTextField
from core.files.enums import AfterDownload, Direction, FileOutcome, FolderKind, FolderLogin
from core.text import guarded


class ExchangeFolder(models.Model):
    """A place where files are left for, or by, someone else."""

    SEALED_TO = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = guarded.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("Un autre dossier d’échange porte déjà ce code.")},
    )
    label = guarded.CharField(_("libellé"), max_length=120)
    kind = models.CharField(
        _("protocole"), max_length=10, choices=FolderKind.choices, default=FolderKind.LOCAL
    )
    path = guarded.CharField(_("chemin"), max_length=400)

    # Where and as whom, for what is not a local directory
    host = guarded.CharField(_("serveur"), max_length=253, blank=True)
    #: Null for the usual port of the protocol.
    port = models.PositiveIntegerField(_("port"), null=True, blank=True)
    username = guarded.CharField(_("identifiant"), max_length=120, blank=True)
    login = models.CharField(
        _("connexion par"),
        max_length=10,
        choices=FolderLogin.choices,
        default=FolderLogin.PASSWORD,
    )
    password = EncryptedTextField(_("mot de passe"), blank=True, default="")
    private_key = EncryptedTextField(_("clé privée"), blank=True, default="")
    passphrase = EncryptedTextField(_("phrase de passe de la clé"), blank=True, default="")

    # Who the server must prove to be
    #: ``ssh-ed25519 AAAA…``: the host key that a person recognised; no other is spoken to.
    host_key = models.TextField(blank=True)
    #: The last key that a server showed and that nobody has recognised.
    offered_host_key = models.TextField(blank=True)
    #: PEM of the authority that signed an FTPS server's certificate; empty for the public ones.
    authority = models.TextField(_("autorité de certification (PEM)"), blank=True)

    # What becomes of files once fetched
    after_download = models.CharField(
        _("après la relève"),
        max_length=10,
        choices=AfterDownload.choices,
        default=AfterDownload.LEAVE,
    )
    processed_folder = guarded.CharField(
        _("sous-dossier des fichiers relevés"), max_length=60, default="traites", blank=True
    )

    #: Last time that the folder answered, and what went wrong since, in words.
    last_contact_at = models.DateTimeField(null=True, blank=True)
    last_error = guarded.TextField(blank=True, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["label"]
        verbose_name = _("dossier d’échange")

    def __str__(self) -> str:
        return self.label


class ArchivedFile(models.Model):
    """The exact bytes of a file that left or arrived, kept under their SHA-256 until their
    retention is over; the row stays.

    A file received from a folder is its content: the same bytes from the same folder are one row.
    """

    created_at = models.DateTimeField(_("archivé le"), auto_now_add=True)
    direction = models.CharField(_("sens"), max_length=3, choices=Direction.choices)
    #: What the file is, such as ``pain.008``, ``mandate``, ``fec``.
    kind = models.CharField(_("nature"), max_length=40)
    name = guarded.CharField(_("nom"), max_length=200, masks=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("taille"))
    folder = models.ForeignKey(
        ExchangeFolder,
        verbose_name=_("dossier"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    #: When its maker last wrote it, as the folder tells.
    written_at = models.DateTimeField(null=True, blank=True)
    #: The file of the same folder and name, with another content, that came before it.
    namesake = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(
        _("suite"), max_length=10, choices=FileOutcome.choices, default=FileOutcome.STORED
    )
    #: What was made of it, in words.
    report = guarded.TextField(blank=True, masks=True)
    #: What went wrong, in words for the person who must mend it.
    error = guarded.TextField(blank=True, masks=True)

    # The tombstone of bytes whose retention is over: see core.files.services.erase_archived
    erased_at = models.DateTimeField(_("effacé le"), null=True, blank=True, editable=False)
    #: Code of the ``core.database.retention.Kind`` that ended.
    erased_for = models.CharField(max_length=40, blank=True, editable=False)
    erasure_mark = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "sha256"],
                condition=models.Q(direction="in"),
                name="same_content_received_once_per_folder",
            )
        ]
        indexes = [models.Index(fields=["folder", "name"], name="core_files_by_name")]

    def __str__(self) -> str:
        return self.name
