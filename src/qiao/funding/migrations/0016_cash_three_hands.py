from typing import ClassVar

from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    """Where only two people work, the one who approved may pay. That the proposer does not is kept from 0021 on."""

    dependencies: ClassVar = [
        ("funding", "0015_plan_names_an_account"),
        ("registry", "0010_scope_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [migrations.RemoveConstraint("cashaid", "cash_paid_by_another")]
