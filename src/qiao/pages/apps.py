from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "qiao.pages"
    label = "pages"
    verbose_name = "页面"

    def ready(self) -> None:
        """Bring the compiled English catalogue up to date, and keep the search's index whole."""
        from django.db.models.signals import post_migrate

        from qiao.pages.catalogue import compile_catalogues
        from qiao.pages.search.index import ensure
        from qiao.trail.upkeep import register_chore

        compile_catalogues()
        post_migrate.connect(ensure, sender=self)
        register_chore("搜索 search", "qiao.pages.search.index.drain_due")
