"""What production stands on: compose, image, collected static files, settings."""

import os
import subprocess
import sys
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


@pytest.mark.parametrize("name", [".dockerignore", ".gitignore"])
def test_secrets_and_backups_stay_out_of_image_and_repository(name):
    assert {".env*", "*.dump"} <= set((ROOT / name).read_text().splitlines())


def setting_of(name, tmp_path, **switches):
    """Return a setting, as text, of a platform with these switches."""
    code = f"from lms import settings; print(settings.{name})"
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **switches}
    done = subprocess.run(  # noqa: S603 (nobody else's words)
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_tries_at_signing_in_are_counted_per_visitor_behind_the_proxy(tmp_path):
    name = "ALLAUTH_TRUSTED_PROXY_COUNT"

    assert setting_of(name, tmp_path, BASE_URL="https://example.org") == "1"
    # Nobody stands before the embedded platform: what a visitor says of their address is not heard.
    assert setting_of(name, tmp_path) == "0"


def test_the_sender_may_be_chosen_and_is_ours_otherwise(services, tmp_path):
    name, base = "DEFAULT_FROM_EMAIL", "https://example.org"

    assert services["worker"]["environment"]["FROM_EMAIL"] == "${FROM_EMAIL:-}"
    assert setting_of(name, tmp_path, BASE_URL=base, FROM_EMAIL="Nous <a@b.fr>") == "Nous <a@b.fr>"
    ours = setting_of(name, tmp_path, BASE_URL=base, FROM_EMAIL="")
    assert ours == "Le RAMEAU <ne-pas-repondre@example.org>"


def test_files_may_live_in_a_bucket_that_pages_show(tmp_path):
    url = "s3://key:a%2Fb%2Bc@files.example.org:9000/bucket"

    options = setting_of("STORAGES['default']['OPTIONS']", tmp_path, STORAGE_URL=url)
    policy = setting_of("CONTENT_SECURITY_POLICY", tmp_path, STORAGE_URL=url)

    assert "'secret_key': 'a/b+c'" in options
    assert "'endpoint_url': 'https://files.example.org:9000'" in options
    assert "'img-src': [\"'self'\", 'data:', 'https://files.example.org:9000']" in policy
