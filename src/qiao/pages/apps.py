from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "qiao.pages"
    label = "pages"
    verbose_name = "页面"

    def ready(self) -> None:
        """Bring the compiled English catalogue up to date before the first page is made."""
        from qiao.pages.catalogue import compile_catalogues

        compile_catalogues()
