"""A server's key is recognised once by a person; any other is refused before we sign in."""

import logging
from pathlib import Path

import pytest

from core.database.models import AuditEvent
from core.files.exchange.connecting import connect
from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.fingerprints import fingerprint
from core.files.models import ExchangeFolder
from core.files.services.exchange import receive_files
from core.files.services.exchange.checking import check_folder
from core.files.services.exchange.folders import pin_host_key
from core.jobs.models import SystemMessage
from core.text.errors import BusinessError
from tests.core.files.factories import make_sftp
from tests.exchange_servers import make_key, ssh_server
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_an_unknown_key_is_shown_then_pinned_by_a_person(tmp_path: Path) -> None:
    person = make_staff(rights=["core_people.manage_settings"])
    with ssh_server(tmp_path) as server:
        folder = make_sftp(server, host_key="")
        with pytest.raises(ExchangeError) as refusal, connect(folder):
            pass
        assert refusal.value.reason == Reason.HOST_KEY_UNKNOWN
        steps = check_folder(folder=folder)
        assert [step.ok for step in steps] == [False]
        folder.refresh_from_db()
        assert folder.host_key == ""
        shown = fingerprint(folder.offered_host_key)
        assert shown == fingerprint(server.host_key)
        pin_host_key(folder=folder, shown=shown, acting_user=person)
        folder.refresh_from_db()
        assert (folder.host_key, folder.offered_host_key) == (server.host_key, "")
        assert all(step.ok for step in check_folder(folder=folder))
    event = AuditEvent.objects.get(action="folder.pin_host_key")
    assert (event.user, event.data["fingerprint"]) == (person, ["", shown])


def test_the_fingerprint_is_the_one_that_openssh_shows(tmp_path: Path) -> None:
    import subprocess

    key = make_key(tmp_path / "key")
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(key)], capture_output=True, text=True, check=True
    ).stdout
    public = (tmp_path / "key.pub").read_text()
    assert fingerprint(public) == told.split()[1]


def test_a_changed_key_is_refused_and_is_an_alert(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    admin = make_staff(is_superuser=True)
    with ssh_server(tmp_path) as server:
        folder = make_sftp(server)
        server.stop()
        old = server.host_key
        server.change_host_key()
        server.start()
        for _night in range(2):
            with pytest.raises(ExchangeError) as refusal:
                receive_files(folder, kind="kiosk")
            assert refusal.value.reason == Reason.HOST_KEY_CHANGED
        # Nothing was sent: the server saw no attempt to sign in.
        log = (tmp_path / "sshd.log").read_text()
        assert "Accepted" not in log
        assert "Failed" not in log
    message = SystemMessage.objects.get(recipient=admin)
    assert fingerprint(old) in message.body
    assert fingerprint(server.host_key) in message.body
    folder.refresh_from_db()
    assert folder.host_key == old


def test_what_is_pinned_is_what_was_shown(tmp_path: Path) -> None:
    person = make_staff()
    first = (make_key(tmp_path / "first").with_suffix(".pub")).read_text()
    other = (make_key(tmp_path / "other").with_suffix(".pub")).read_text()
    folder = ExchangeFolder.objects.create(code="a", label="A", kind="sftp", offered_host_key=other)
    for shown in (fingerprint(first), ""):
        with pytest.raises(BusinessError):
            pin_host_key(folder=folder, shown=shown, acting_user=person)
    folder.refresh_from_db()
    assert folder.host_key == ""


def test_a_server_that_adds_a_key_of_another_kind_has_not_changed(tmp_path: Path) -> None:
    with ssh_server(tmp_path) as server:
        rsa = make_key(tmp_path / "rsa_key", kind="rsa")
        server.stop()
        server.extra_host_keys.append(rsa)
        server.start()
        public = " ".join(rsa.with_suffix(".pub").read_text().split()[:2])
        for known in (server.host_key, public):
            with connect(make_sftp(server, code=known[:9], host_key=known)) as transport:
                assert transport.list() == []


def test_nothing_secret_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ssh_server(tmp_path) as server:
        folder = make_sftp(server, passphrase="Phrase-Secrete")
        with connect(folder) as transport:
            transport.list()
        folder.login, folder.password = "password", "Mot-Secret-1"
        with pytest.raises(ExchangeError), connect(folder):
            pass
    secret_line = server.user_key.read_text().splitlines()[3]
    for secret in ("Phrase-Secrete", "Mot-Secret-1", secret_line):
        assert secret not in caplog.text
