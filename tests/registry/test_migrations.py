"""The migration of data in the registry: whose a partnership is, and what cooperation said in words."""

import json
import subprocess
import sys

import pytest

from tests.project.conftest import environment
from tests.project.test_states import fresh  # noqa: F401 - a fixture

BEFORE, AFTER = "0006_ties_partnerships_cooperation", "0008_what_cooperation_said_in_words_goes"
CODE = """
import json, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

def at(name):
    call_command("migrate", "registry", name, verbosity=0)
    return MigrationLoader(connection).project_state(("registry", name)).apps.get_model

before, after = sys.argv[1:]
model = at(before)
make = lambda record, /, **facts: model("registry", record).objects.create(**facts)
lead, local = (make("Organization", name=name, kind="ASSOCIATION") for name in ("示例甲", "示例乙"))
place = make("Place", code="421124", name="英山县", level="COUNTY")
bureau = make("Department", name="示例局")
pair = {"lead": lead, "local": local, "place": place}
make("Partnership", scope="没写是谁的", **pair)
make("Partnership", scope="写了是谁的", organization=local, **pair)
joint = {"organization": lead, "department": bureau}
make("Cooperation", subject="我方先找", begun_by_organization=True, organization_brings="人手", effect="送到", **joint)
make("Cooperation", subject="部门先找", begun_by_organization=False, department_brings="通行证", **joint)
make("Cooperation", subject="什么也没写", begun_by_organization=True, **joint)
model = at(after)
print(json.dumps({
    "partnerships": list(model("registry", "Partnership").objects.values_list("scope", "organization__name")),
    "cooperation": list(model("registry", "Cooperation").objects.values_list("subject", "initiator", "note")),
    "fields": [one.name for one in model("registry", "Cooperation")._meta.get_fields()],
}))
"""


@pytest.fixture
def migrated(fresh):  # noqa: F811
    """What the rows of a database of before have become."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", CODE, BEFORE, AFTER],
        env=environment(**fresh()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.owner
@pytest.mark.database
def test_what_was_written_before_keeps_its_meaning(migrated):
    assert dict(migrated["partnerships"]) == {
        "没写是谁的": "示例甲",
        "写了是谁的": "示例乙",
    }
    assert {subject: (initiator, note) for subject, initiator, note in migrated["cooperation"]} == {
        "我方先找": ("ORGANIZATION", "组织所出：人手；成效：送到"),
        "部门先找": ("DEPARTMENT", "政府所出：通行证"),
        "什么也没写": ("ORGANIZATION", ""),
    }
    assert not {"begun_by_organization", "organization_brings", "department_brings", "effect"} & set(
        migrated["fields"]
    )
