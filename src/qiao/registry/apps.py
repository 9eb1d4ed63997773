from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "qiao.registry"
    label = "registry"
    verbose_name = "名录"
