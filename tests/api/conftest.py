from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def at_once(settings, tmp_path):
    """Do jobs where they are handed over, and keep exports and static files of this test apart."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.QIAO_EXPORTS = tmp_path / "exports"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
