"""What is a possible repeat was decided anew: the chore looks at every record again. Pairs and decisions stay."""

from django.db import migrations
from django_scopes import scopes_disabled


def look_anew(apps, schema_editor) -> None:
    with scopes_disabled():
        apps.get_model("intake", "RepeatRecord").objects.update(looked_at=None)


class Migration(migrations.Migration):
    dependencies = [("intake", "0022_offers_are_asked_too")]

    operations = [migrations.RunPython(look_anew, migrations.RunPython.noop)]
