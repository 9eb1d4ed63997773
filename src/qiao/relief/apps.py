from django.apps import AppConfig


class ReliefConfig(AppConfig):
    name = "qiao.relief"
    label = "relief"
    verbose_name = "桥一：供需"
