"""What a cluster is given: valid, hardened as compose hardens, with the settings of compose."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from django.conf import settings

from core.jobs import alive
from tests.house.docs import variables_read

ROOT = Path(settings.BASE_DIR)
LAYOUTS = ("both", "books", "front")
#: The first and the last version of a cluster that the resources are checked against.
OLDEST, NEWEST = "1.30", "1.37"
PODS = {"Deployment", "StatefulSet", "Job"}
BOOKS = {"LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY", "LSC_SIGNING_KEYS", "SEPA_PLATFORM_KEY"}

Resource = dict[str, Any]


@cache
def built(layout: str) -> list[Resource]:
    done = subprocess.run(
        ["kubectl", "kustomize", ROOT / "deploy/kubernetes/overlays" / layout],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [resource for resource in yaml.safe_load_all(done.stdout) if resource]


def named(layout: str, kind: str, name: str) -> Resource:
    (found,) = (
        each for each in built(layout) if (each["kind"], each["metadata"]["name"]) == (kind, name)
    )
    return found


def pods(layout: str) -> list[tuple[str, Resource]]:
    return [
        (each["metadata"]["name"], each["spec"]["template"]["spec"])
        for each in built(layout)
        if each["kind"] in PODS
    ]


def containers(pod: Resource) -> list[Resource]:
    return [*pod.get("initContainers", []), *pod["containers"]]


def environment(layout: str, kind: str, name: str) -> dict[str, Any]:
    """Names with their values, or with where their values come from."""
    pod = named(layout, kind, name)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    given: dict[str, Any] = {}
    for source in container.get("envFrom", []):
        (config,) = (
            each
            for each in built(layout)
            if each["kind"] == "ConfigMap"
            and each["metadata"]["name"] == source["configMapRef"]["name"]
        )
        given |= config["data"]
    return given | {
        each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]
    }


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_resource_is_what_the_cluster_knows(layout: str, version: str) -> None:
    for resource in built(layout):
        kubernetes_validate.validate(resource, version, strict=True)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_pod_is_hardened_as_compose_hardens(layout: str) -> None:
    for name, pod in pods(layout):
        whole = pod["securityContext"]
        assert (whole["runAsNonRoot"], whole["runAsUser"] > 0) == (True, True), name
        assert whole["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in containers(pod):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert container["resources"]["requests"].keys() == {"cpu", "memory"}, name
            assert "memory" in container["resources"]["limits"], name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_mounted_and_referred_to_is_there(layout: str) -> None:
    there = {(each["kind"], each["metadata"]["name"]) for each in built(layout)}
    for name, pod in pods(layout):
        claims = {
            volume["persistentVolumeClaim"]["claimName"]
            for volume in pod["volumes"]
            if "persistentVolumeClaim" in volume
        }
        assert {("PersistentVolumeClaim", claim) for claim in claims} <= there, name
        assert ("ServiceAccount", pod["serviceAccountName"]) in there, name


#: What in a name tells that its value is a secret.
SECRET = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|DSN|DATABASE_URL|EMAIL_URL")


def test_no_secret_is_written_down() -> None:
    for layout in LAYOUTS:
        assert "Secret" not in {each["kind"] for each in built(layout)}
        for name, pod in pods(layout):
            for container in containers(pod):
                for given in container.get("env", []):
                    told = SECRET.search(given["name"])
                    assert not told or "secretKeyRef" in given["valueFrom"], (name, given["name"])


@pytest.mark.parametrize(
    ("layout", "service", "deployment"),
    [
        ("both", "backoffice", "backoffice"),
        ("both", "extranet", "extranet"),
        ("books", "worker", "worker"),
        ("front", "front", "extranet"),
        ("front", "front-worker", "worker"),
    ],
)
def test_each_setting_that_compose_passes_is_passed_in_a_cluster(
    layout: str, service: str, deployment: str
) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    told = compose["services"][service]["environment"].items()
    passed = {name for name, value in told if value != ""} & variables_read(ROOT)
    if "worker" in service:
        passed -= {"LSC_ALLOWED_HOSTS", "LSC_CSRF_TRUSTED_ORIGINS"}
    assert passed - environment(layout, "Deployment", deployment).keys() == set()


@pytest.mark.parametrize("layout", ["both", "front"])
def test_the_clients_site_is_given_nothing_of_the_books(layout: str) -> None:
    given = environment(layout, "Deployment", "extranet")
    assert not BOOKS & given.keys()
    sources = {value["secretKeyRef"]["name"] for value in given.values() if "secretKeyRef" in value}
    assert sources == {"lsc-extranet", "lsc-redis"}
    pod = named(layout, "Deployment", "extranet")["spec"]["template"]["spec"]
    assert {"anchors", "exchange"}.isdisjoint(volume["name"] for volume in pod["volumes"])
    leaves = named(layout, "NetworkPolicy", "extranet")["spec"]["egress"]
    assert sorted(port["port"] for rule in leaves for port in rule["ports"]) == [5432, 6379]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_beat_and_several_of_the_rest(layout: str) -> None:
    for each in built(layout):
        if each["kind"] != "Deployment":
            continue
        name, spec = each["metadata"]["name"], each["spec"]
        if name == "beat":
            assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
        else:
            assert spec["replicas"] > 1, name
            named(layout, "PodDisruptionBudget", name)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", alive.NAMES)
def test_all_three_ways_of_running_ask_the_same_sign_of_life(layout: str, name: str) -> None:
    asked = ["python", "-m", "core.jobs.alive", name]
    pod = named(layout, "Deployment", name)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["livenessProbe"]["exec"]["command"] == asked
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for service in {"both": (name,), "books": (name,), "front": (f"front-{name}",)}[layout]:
        assert compose[service]["healthcheck"]["test"] == ["CMD", *asked]
    unit = (ROOT / f"deploy/systemd/units/lsc-{name}.service").read_text().splitlines()
    # systemd hears what that question reads, and waits as long for it.
    assert {"Type=notify", f"WatchdogSec={alive.WITHIN_SECONDS:.0f}"} <= set(unit)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_volumes_that_replicas_share_may_be_mounted_by_several(layout: str) -> None:
    for each in built(layout):
        if each["kind"] == "PersistentVolumeClaim":
            assert each["spec"]["accessModes"] == ["ReadWriteMany"], each["metadata"]["name"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_migrations_take_turns_and_nothing_starts_before_them(layout: str) -> None:
    (migrate,) = named(layout, "Job", "migrate")["spec"]["template"]["spec"]["containers"]
    assert "migrate_safely" in migrate["command"]
    for name, pod in pods(layout):
        if name not in {"migrate", "redis"}:
            (waits,) = pod["initContainers"]
            assert "migrate --check" in waits["command"][-1], name
