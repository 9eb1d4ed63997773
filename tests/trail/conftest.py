import pytest


@pytest.fixture(autouse=True)
def at_once(settings):
    """Do jobs where they are handed over, without a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
