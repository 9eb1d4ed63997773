from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "qiao.trail"
    label = "trail"
    verbose_name = "流转记录"
