"""Describing a folder on screen: secrets stay secret, and follow nobody elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core.database.models import AuditEvent
from core.files.exchange.fingerprints import fingerprint
from core.files.models import ExchangeFolder
from tests.core.files.factories import make_local, make_sftp
from tests.exchange_servers import SshServer, make_key
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_staff(rights=["core_people.manage_settings", "core_people.see_files"]))
    return client


def values(**changed: Any) -> dict[str, Any]:
    described = {
        "label": "Automate",
        "code": "automate",
        "kind": "sftp",
        "host": "sftp.exemple.fr",
        "port": "",
        "path": "/depot",
        "username": "lsc",
        "login": "password",
        "password": "Mot-Secret-1",
        "private_key": "",
        "passphrase": "",
        "authority": "",
        "after_download": "leave",
        "processed_folder": "traites",
    }
    return {**described, **changed}


def create(admin: Client, **changed: Any) -> ExchangeFolder:
    response = admin.post("/parametres/dossiers/nouveau/", values(**changed))
    assert response.status_code == 302, response.content.decode()
    return ExchangeFolder.objects.get()


def test_a_folder_is_described_and_shown(admin: Client) -> None:
    folder = create(admin)
    assert folder.password == "Mot-Secret-1"
    page = admin.get(f"/parametres/dossiers/{folder.pk}/").content.decode()
    assert "sftp.exemple.fr" in page
    assert "Tester la connexion" in page
    assert "Automate" in admin.get("/parametres/dossiers/").content.decode()


def test_secrets_are_encrypted_and_never_echoed(admin: Client, tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", passphrase="Phrase-Secrete").read_text()
    folder = create(admin, login="key", private_key=key, passphrase="Phrase-Secrete")
    line = key.splitlines()[3]
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key, passphrase FROM core_files_exchangefolder")
        stored = " ".join(cursor.fetchone())
    pages = [admin.get(f"/parametres/dossiers/{folder.pk}/")]
    # Refused for its code: what was typed does not come back either.
    refused = values(code="", login="key", private_key=key, passphrase="Phrase-Secrete")
    pages.append(admin.post(f"/parametres/dossiers/{folder.pk}/", refused))
    texts = [page.content.decode() for page in pages]
    texts += [stored, str(list(AuditEvent.objects.values()))]
    for text in texts:
        assert line not in text
        assert "Phrase-Secrete" not in text


def test_an_empty_password_keeps_the_one_stored(admin: Client) -> None:
    folder = create(admin)
    address = f"/parametres/dossiers/{folder.pk}/"
    assert admin.post(address, values(label="Borne", password="")).status_code == 302
    folder.refresh_from_db()
    assert (folder.label, folder.password) == ("Borne", "Mot-Secret-1")
    event = AuditEvent.objects.get(action="folder.update")
    assert event.data == {"label": ["Automate", "Borne"]}
    admin.post(address, values(label="Borne", password="Autre-Secret-2"))
    event = AuditEvent.objects.filter(action="folder.update").latest("id")
    assert event.data == {"password": "changé"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("host", "pirate.exemple.fr"), ("port", "2222"), ("username", "autre"), ("kind", "ftp")],
)
def test_secrets_do_not_follow_to_another_server(admin: Client, field: str, value: str) -> None:
    folder = create(admin)
    ExchangeFolder.objects.update(host_key="ssh-ed25519 AAAA")
    address = f"/parametres/dossiers/{folder.pk}/"
    response = admin.post(address, values(password="", **{field: value}))
    assert response.status_code == 200
    assert "Saisissez le mot de passe" in response.content.decode()
    admin.post(address, values(password="Nouveau-Secret-3", **{field: value}))
    folder.refresh_from_db()
    assert (folder.password, folder.host_key) == ("Nouveau-Secret-3", "")


def test_a_local_folder_keeps_nothing_of_a_server(admin: Client, tmp_path: Path) -> None:
    folder = create(admin, kind="local", path=str(tmp_path))
    assert (folder.host, folder.username, folder.password) == ("", "", "")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": "local", "path": "depot"}, "chemin complet"),
        ({"kind": "local", "path": "/etc/ssl"}, "privé"),
        ({"host": ""}, "nom du serveur"),
        ({"username": ""}, "identifiant"),
        ({"login": "key"}, "Collez la clé privée"),
        ({"login": "key", "private_key": "rien"}, "illisible"),
        ({"kind": "ftps", "authority": "rien"}, "format PEM"),
        ({"after_download": "move", "processed_folder": "../x"}, "simple nom de dossier"),
    ],
)
def test_what_does_not_hold_is_told(admin: Client, changed: dict[str, str], told: str) -> None:
    response = admin.post("/parametres/dossiers/nouveau/", values(**changed))
    assert response.status_code == 200
    assert told in response.content.decode()
    assert not ExchangeFolder.objects.exists()


def test_two_folders_do_not_share_a_code(admin: Client) -> None:
    create(admin)
    response = admin.post("/parametres/dossiers/nouveau/", values())
    assert "porte déjà ce code" in response.content.decode()


def test_testing_shows_the_key_then_the_folder_works(admin: Client, sshd: SshServer) -> None:
    folder = make_sftp(sshd, host_key="")
    shown = fingerprint(sshd.host_key)
    address = f"/parametres/dossiers/{folder.pk}/"
    page = admin.post(f"{address}tester/").content.decode()
    assert shown in page
    assert "Je reconnais cette empreinte" in page
    assert admin.post(f"{address}reconnaitre/", {"fingerprint": shown}).status_code == 302
    page = admin.post(f"{address}tester/").content.decode()
    assert "Le serveur répond et nous reconnaît." in page
    assert "Nous pouvons y déposer" in page
    assert list(sshd.files.iterdir()) == []


def test_a_folder_that_served_stays(admin: Client, tmp_path: Path) -> None:
    from core.files.enums import Direction
    from core.files.services import archive

    folder = make_local(tmp_path / "files")
    archive.archive(b"1", name="a", kind="k", direction=Direction.IN, folder=folder)
    admin.post(f"/parametres/dossiers/{folder.pk}/supprimer/")
    assert ExchangeFolder.objects.filter(pk=folder.pk).exists()
    unused = make_local(tmp_path / "other", code="autre")
    admin.post(f"/parametres/dossiers/{unused.pk}/supprimer/")
    assert not ExchangeFolder.objects.filter(pk=unused.pk).exists()


def test_bare_ftp_is_warned_of(admin: Client) -> None:
    folder = create(admin, kind="ftp")
    assert "FTP ne chiffre rien" in admin.get(f"/parametres/dossiers/{folder.pk}/").content.decode()
