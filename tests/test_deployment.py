"""The files that production stands on: compose, image, collected static files."""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
OURS = {"web", "live", "worker", "beat", "migrate"}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_every_process_is_the_same_image_with_the_same_settings(services):
    assert set(services) == OURS | {"postgres", "redis"}
    for name in OURS:
        assert services[name]["image"] == "lerameau-platform"
        assert services[name]["environment"] == services["web"]["environment"]


def test_nothing_is_open_to_the_world_without_a_proxy(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert ports == ["127.0.0.1:8000:8000", "127.0.0.1:8001:8001"]


def test_every_static_file_that_a_style_or_script_names_is_there(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        # As in production, but for the compression, which takes its time and cannot miss a file.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
