"""Loaded before the settings are (pytest -p): tests keep their data in a directory of their own."""

import os
import tempfile

os.environ["QIAO_DATA"] = tempfile.mkdtemp(prefix="qiao-test-")
os.environ["QIAO_TASKS"] = "django_tasks.backends.immediate.ImmediateBackend"
