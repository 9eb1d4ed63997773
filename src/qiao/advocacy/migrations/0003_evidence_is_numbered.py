from collections import Counter

from django.db import migrations


def number_evidence(apps, schema_editor):
    """Number what was frozen before, the earliest first, within each organisation's crisis."""
    Evidence = apps.get_model("advocacy", "Evidence")
    last = Counter()
    for one in Evidence.objects.order_by("frozen_at", "pk").only("organization_id", "crisis_id"):
        last[one.organization_id, one.crisis_id] += 1
        Evidence.objects.filter(pk=one.pk).update(number=last[one.organization_id, one.crisis_id])


class Migration(migrations.Migration):
    dependencies = (("advocacy", "0002_evidence_gets_query_facts_and_quotes"),)

    operations = (migrations.RunPython(number_evidence, migrations.RunPython.noop),)
