"""Who ends TLS, and where certificates come from; the last steps, with the books alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from lsc.demo.visitor import Visitor
from tests.deployment import steps
from tests.deployment.certificates import Authority, make_authority
from tests.deployment.composed import DOMAIN, Composed, Stage, believe
from tests.deployment.release import ROOT
from tests.deployment.release import run as run_command
from tests.services import free_port

#: Who was made in a terminal.
SECOND = "seconde"
ACME = f"acme{DOMAIN}"
_AUTHORITY = f"""{{
	admin off
	skip_install_trust
}}
https://{ACME} {{
	tls internal
	acme_server
}}
"""
_FOUND_AS = """services:
  proxy:
    networks:
      outside:
        aliases: [{host}]
"""
_NGINX = """FROM debian:trixie-slim
RUN apt-get update && apt-get install --yes --no-install-recommends nginx-light
"""


def _authority(stage: Stage, name: str) -> Authority:
    return make_authority(stage.work / name, stage.office.setting("LSC_BACKOFFICE_HOST"))


def _lay_down(made: Authority, office: Composed) -> None:
    given, folder = made.bundle.parent / "given", office.folder / "deploy" / "tls"
    given.mkdir()
    files = given / "certificate.pem", given / "key.pem"
    for source, copied in zip((made.certificate, made.key), files, strict=True):
        shutil.copyfile(source, copied)
    run_command(["install", "-o", "10001", "-g", "10001", "-m", "400", *files, folder])


def certificates_of_files(stage: Stage) -> None:
    """Certificates of a private authority, laid down and renewed; a key that is shut is told"""
    office, first, second = stage.office, _authority(stage, "first"), _authority(stage, "second")
    _lay_down(first, office)
    office.set(LSC_TLS="files")
    key = office.folder / "deploy" / "tls" / "key.pem"
    run_command(["chown", "root", key])
    assert "key.pem: permission denied" in office.lsc("up", fails=True)
    run_command(["chown", "10001", key])
    office.compose("restart", "proxy")
    office.lsc("up")
    believe(first.bundle)
    assert office.is_ready("backoffice")
    _lay_down(second, office)
    office.compose("restart", "proxy")
    believe(second.bundle)
    office.wait(lambda: office.is_ready("backoffice"), "the certificate that follows")


def certificates_asked_for(stage: Stage) -> None:
    """Certificates that the proxy asks of an authority by ACME"""
    office, folder, name = stage.office, stage.work / "acme", f"{stage.version}-acme"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "Caddyfile").write_text(_AUTHORITY)
    run_command(["docker", "run", "--detach", "--name", name, f"--network={office.project}_outside",
                 "--network-alias", ACME, "--volume", f"{folder}:/etc/acme:ro", "lsc-proxy",
                 "caddy", "run", "--config", "/etc/acme/Caddyfile"])  # fmt: skip
    try:
        root = folder / "root.crt"
        office.wait(lambda: _root_of(name, root), "an authority")
        # On the Internet the authority finds the host by DNS.
        found = office.folder / "found.yml"
        found.write_text(_FOUND_AS.format(host=office.setting("LSC_BACKOFFICE_HOST")))
        office.trust(root)
        office.set(
            LSC_TLS="acme", LSC_ACME_EMAIL="admin@agence.example",
            LSC_ACME_DIRECTORY=f"https://{ACME}/acme/local/directory",
            COMPOSE_FILE=f"{office.setting('COMPOSE_FILE')}:found.yml",
        )  # fmt: skip
        office.lsc("up")
        believe(root)
        office.wait(lambda: office.is_ready("backoffice"), "a certificate of the authority")
    finally:
        run_command(["docker", "rm", "--force", "--volumes", name])


def _root_of(container: str, place: Path) -> bool:
    made = "/data/caddy/pki/authorities/local/root.crt"
    told = run_command(["docker", "exec", container, "sh", "-c", f"cat {made} 2>&- || true"])
    place.write_text(told)
    return told.startswith("-----BEGIN")


def proxy_of_ones_own(stage: Stage) -> None:
    """Behind a proxy of one's own, as ``deploy/nginx.conf`` has it; its logs bear no query"""
    office, made, port = stage.office, _authority(stage, "nginx"), free_port()
    before = office.setting("COMPOSE_FILE")
    kept = [each for each in before.split(":") if each not in ("deploy/proxy.yml", "found.yml")]
    office.set(COMPOSE_FILE=":".join(kept), LSC_BACKOFFICE_PORT=str(port))
    office.lsc("up")
    office.compose("up", "--detach", "--remove-orphans")
    nginx = _start_nginx(stage, made, port)
    try:
        believe(made.bundle)
        office.wait(lambda: office.is_ready("backoffice"), "an answer through nginx")
        with Visitor(office.url("backoffice")) as second:
            second.open("/comptes/?q=FR7612345")
            second.submit(having="password", login=SECOND, password=steps.PASSWORD)
            assert "/2fa/" in second.path, second.path
        signed_in = [line for line in office.logs().splitlines() if '"kind": "sign_in"' in line]
        assert '"ip": "127.0.0.1"' in signed_in[-1], signed_in
        office.compose("stop", "backoffice")
        page = f"{office.url('backoffice')}/comptes/?q=FR7612345"
        assert httpx.get(page).status_code == 502
        told = run_command(["docker", "exec", nginx, "sh", "-c", "cat /var/log/nginx/*.log"])
        assert "/comptes/" in told
        assert "FR7612345" not in told
    finally:
        run_command(["docker", "rm", "--force", "--volumes", nginx])
        # So that the volume of ours is known when all is removed.
        office.set(COMPOSE_FILE=before)


def _start_nginx(stage: Stage, made: Authority, port: int) -> str:
    """Debian's, with our configuration but for names, ports and paths. Returns its container."""
    office, folder, name = stage.office, made.bundle.parent, f"{stage.version}-nginx"
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    for ours, here in (
        ("gestion.agence.example", office.setting("LSC_BACKOFFICE_HOST")),
        ("listen 443", f"listen 127.0.0.1:{office.port}"),
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ("/etc/ssl/agence/certificate.pem", f"/etc/lsc/{made.certificate.name}"),
        ("/etc/ssl/agence/key.pem", f"/etc/lsc/{made.key.name}"),
    ):
        assert ours in conf, ours
        conf = conf.replace(ours, here)
    (folder / "lsc.conf").write_text(conf)
    (folder / "Dockerfile").write_text(_NGINX)
    run_command(["docker", "build", "--quiet", "--tag", f"lsc:{name}", folder])
    run_command(["docker", "run", "--detach", "--name", name, "--network=host",
                 "--volume", f"{folder}:/etc/lsc:ro",
                 "--volume", f"{folder}/lsc.conf:/etc/nginx/conf.d/lsc.conf:ro",
                 f"lsc:{name}", "nginx", "-g", "daemon off;"])  # fmt: skip
    return name


ALL: tuple[Callable[[Stage], None], ...] = (
    certificates_of_files,
    certificates_asked_for,
    proxy_of_ones_own,
)
