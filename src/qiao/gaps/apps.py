from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "qiao.gaps"
    label = "gaps"
    verbose_name = "拾遗补缺"
