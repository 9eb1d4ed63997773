from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def give_each_lot_its_first_part(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Let what lay nowhere in particular lie with its donor."""
    lots, parts = apps.get_model("relief", "Lot"), apps.get_model("relief", "LotPart")
    for lot in lots._base_manager.select_related("offer").iterator():
        ends = lot.offer.expires_at
        parts._base_manager.create(
            id=lot.pk,
            created_at=lot.created_at,
            organization_id=lot.organization_id,
            lot=lot,
            number=0,
            expires_on=timezone.localtime(ends).date() if ends else None,
        )
    kept = apps.get_model("relief", "StockBalance")._base_manager
    balances = apps.get_model("relief", "PartBalance")._base_manager
    balances.bulk_create(
        balances.model(part_id=one.lot_id, account=one.account, quantity=one.quantity)
        for one in kept.filter(account__in=("AVAILABLE", "HELD"))
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relief", "0009_lot_parts")]
    operations: ClassVar = [migrations.RunPython(give_each_lot_its_first_part, migrations.RunPython.noop)]
