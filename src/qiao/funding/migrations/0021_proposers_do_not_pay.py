from typing import Any, ClassVar

from django.db import migrations, models


def drop_early(_apps: Any, editor: Any) -> None:
    """Drop the rule where an early form of 0016 made it; SQLite dropped it when its table was made anew in 0019."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE funding_cashaid DROP CONSTRAINT IF EXISTS cash_not_paid_by_proposer")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0020_old_payments_are_marked")]
    operations: ClassVar = [
        migrations.RunPython(drop_early, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="cashaid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_by__isnull", True),
                    ("is_paid_by_proposer", True),
                    models.Q(("paid_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="cash_not_paid_by_proposer",
                violation_error_message="提出的人不能自己发放。",
            ),
        ),
    ]
