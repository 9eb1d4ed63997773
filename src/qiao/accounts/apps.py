from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "qiao.accounts"
    label = "accounts"
    verbose_name = "账户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Note who signs in, and when."""
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from qiao.accounts.sessions import begin
        from qiao.accounts.signing_in import note_password, note_success

        user_logged_in.connect(begin, dispatch_uid="qiao.begin")
        authentication_step_completed.connect(note_password, dispatch_uid="qiao.note_password")
        user_logged_in.connect(note_success, dispatch_uid="qiao.note_success")
