from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "qiao.intake"
    label = "intake"
    verbose_name = "声音"
