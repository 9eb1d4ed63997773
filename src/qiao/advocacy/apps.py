from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "qiao.advocacy"
    label = "advocacy"
    verbose_name = "桥二：建言"
