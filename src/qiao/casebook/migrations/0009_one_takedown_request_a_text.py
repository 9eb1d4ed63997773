"""Of several requests that wait for one text the first stays open; the others are answered by it."""

from django.db import migrations

ANSWER = "并入同一份文字先提出的下架请求，一起处理。"


def join_requests(apps, _schema_editor):
    rows = apps.get_model("casebook", "Takedown").objects.filter(state="ASKED")
    seen = set()
    for row in rows.order_by("due_at", "created_at"):
        text = (row.case_id, row.part_id)
        if text in seen:
            row.state, row.decided_at, row.decision = "KEPT", row.created_at, ANSWER
            row.save(update_fields=("state", "decided_at", "decision"))
        seen.add(text)


class Migration(migrations.Migration):
    dependencies = [("casebook", "0008_printing_takedown_and_open_questions")]

    operations = [migrations.RunPython(join_requests, migrations.RunPython.noop)]
