"""Partnerships belong to the organisation that leads them; what cooperation said in words stays as its note."""

from django.db import migrations

SIDES = (("组织所出", "organization_brings"), ("政府所出", "department_brings"), ("成效", "effect"))


def fill(apps, schema_editor):
    for one in apps.get_model("registry", "Partnership").objects.filter(organization__isnull=True):
        one.organization_id = one.lead_id
        one.save(update_fields=("organization",))
    for one in apps.get_model("registry", "Cooperation").objects.all():
        one.initiator = "ORGANIZATION" if one.begun_by_organization else "DEPARTMENT"
        said = (f"{label}：{getattr(one, name)}" for label, name in SIDES if getattr(one, name))
        one.note = "；".join(said)
        one.save(update_fields=("initiator", "note"))


class Migration(migrations.Migration):
    dependencies = (("registry", "0006_ties_partnerships_cooperation"),)
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
