"""The lobby of the demo: where its kiosk finds balances and leaves payments."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from connectic.models import KioskSettings
from connectic.selectors.kiosk_settings import PRODUCT
from connectic.services.configure_kiosk import configure
from core.files.enums import FolderKind, FolderLogin
from core.files.models import ExchangeFolder
from core.office.services.subscribe import subscribe
from core.people.models import User
from ledger.books.models import Entity
from lsc.demo.chart import RENTAL, SYNDICATE
from lsc.demo.sshd import HOST, SshError, SshServer, is_installed

BALANCES, PAYMENTS = "soldes", "paiements"


@dataclass(frozen=True)
class Lobby:
    """The folder that holds the exchanged files; without a server it is reached directly."""

    folder: Path
    server: SshServer | None = None
    #: Why there is no server, in French.
    missing: str = ""

    @property
    def address(self) -> str:
        if self.server is None:
            return f"dossier local : {self.missing}"
        return f"sftp://{self.server.username}@{HOST}:{self.server.port}"


@contextmanager
def lobby() -> Iterator[Lobby]:
    """An SFTP server until the block ends, or a local folder where the machine has none."""
    place = Path(settings.DATA_DIR) / "automate"
    if not is_installed():
        yield _local(place, "OpenSSH n’est pas installé (paquet openssh-server)")
        return
    server = SshServer(place)
    try:
        server.start()
    except SshError:
        yield _local(place, f"OpenSSH n’a pas démarré (voir {place / 'sshd.log'})")
        return
    try:
        yield _with_folders(Lobby(server.files, server))
    finally:
        server.stop()


def _local(place: Path, missing: str) -> Lobby:
    return _with_folders(Lobby(place / "files", missing=missing))


def _with_folders(made: Lobby) -> Lobby:
    for name in (BALANCES, PAYMENTS):
        (made.folder / name).mkdir(parents=True, exist_ok=True)
    return made


def install(made: Lobby, *, acting_user: User) -> KioskSettings:
    """Subscribe to Connectic and say where its files travel and whose clients it knows."""
    subscribe(code=PRODUCT, acting_user=acting_user)
    return configure(
        acting_user=acting_user,
        balances_folder=_folder(made, BALANCES, "Automate : soldes"),
        payments_folder=_folder(made, PAYMENTS, "Automate : paiements"),
        sender="SAURUPT",
        entities=Entity.objects.filter(code__in=[RENTAL, SYNDICATE]),
    )


def _folder(made: Lobby, name: str, label: str) -> ExchangeFolder:
    folder = ExchangeFolder(code=f"automate-{name}", label=label, path=str(made.folder / name))
    if made.server is not None:
        folder.kind, folder.login = FolderKind.SFTP, FolderLogin.KEY
        folder.host, folder.port = HOST, made.server.port
        folder.username = made.server.username
        folder.private_key = made.server.user_key.read_text()
        folder.host_key = made.server.host_key
    folder.save()
    return folder
