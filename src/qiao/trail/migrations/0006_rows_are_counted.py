"""The new indexes of the long lists are counted at once; an index without figures is chosen wrongly beside those that have some."""

from django.db import migrations


def count(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


class Migration(migrations.Migration):
    dependencies = [
        ("trail", "0005_long_lists_in_order"),
        ("intake", "0025_long_lists_in_order"),
        ("relief", "0020_long_lists_in_order"),
    ]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
