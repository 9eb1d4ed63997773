from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "qiao.care"
    label = "care"
    verbose_name = "个案"
