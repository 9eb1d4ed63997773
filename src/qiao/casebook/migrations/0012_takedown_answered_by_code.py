from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casebook", "0011_full_editions")]

    operations = [
        migrations.AddField(
            model_name="takedown",
            name="code_mark",
            field=models.CharField(blank=True, db_index=True, max_length=64, verbose_name="查询码标记"),
        ),
        migrations.AlterField(
            model_name="takedown",
            name="state",
            field=models.CharField(
                choices=[
                    ("ASKED", "待处理"),
                    ("HIDDEN", "已下架"),
                    ("MENDED", "已改正，其余保留"),
                    ("KEPT", "不下架"),
                ],
                default="ASKED",
                max_length=6,
                verbose_name="状态",
            ),
        ),
    ]
