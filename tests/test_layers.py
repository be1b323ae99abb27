"""The house stands as pyproject.toml draws it."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_every_import_contract_is_kept():
    assert lint_imports(cache_dir=None) == EXIT_STATUS_SUCCESS
