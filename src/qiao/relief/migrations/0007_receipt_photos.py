import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0018_form_results"),
        ("relief", "0006_shipments"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="mark",
            field=models.CharField(blank=True, max_length=64, verbose_name="内容标记"),
        ),
        migrations.AddField(
            model_name="receipt",
            name="filled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="填写时间"),
        ),
        migrations.AddField(
            model_name="receipt",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.report",
                verbose_name="照片所在的信息",
            ),
        ),
    ]
