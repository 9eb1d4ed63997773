from django.apps import AppConfig


class CasebookConfig(AppConfig):
    name = "qiao.casebook"
    label = "casebook"
    verbose_name = "案例"
