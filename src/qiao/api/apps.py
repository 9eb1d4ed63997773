from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qiao.api"
    label = "api"
    verbose_name = "接口"
