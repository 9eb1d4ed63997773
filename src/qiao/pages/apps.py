from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "qiao.pages"
    label = "pages"
    verbose_name = "页面"
