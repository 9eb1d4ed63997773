from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "qiao.pages"
    label = "pages"
    verbose_name = "页面"

    def ready(self) -> None:
        """Bring the compiled English catalogue up to date, and keep the search's index whole."""
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from qiao.pages.catalogue import compile_catalogues
        from qiao.pages.factors.entering import note_entry
        from qiao.pages.search.index import ensure
        from qiao.trail.upkeep import register_chore

        compile_catalogues()
        post_migrate.connect(ensure, sender=self)
        user_logged_in.connect(note_entry, dispatch_uid="qiao.note_entry")
        register_chore("搜索 search", "qiao.pages.search.index.drain_due")
