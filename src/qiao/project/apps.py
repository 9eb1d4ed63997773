from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "qiao.project"
    label = "project"
    verbose_name = "项目"
