from typing import Any, ClassVar

from django.db import migrations
from django.db.models import F


def mark(apps: Any, _editor: Any) -> None:
    """Mark what the proposer paid out when that was allowed: such rows stay as they are."""
    apps.get_model("funding", "CashAid").objects.filter(paid_by=F("proposed_by")).update(
        is_paid_by_proposer=True
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0019_cash_marks_old_payments")]
    operations: ClassVar = [migrations.RunPython(mark, migrations.RunPython.noop)]
