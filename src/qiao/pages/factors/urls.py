"""Under the addresses and names of allauth, before its own."""

from django.urls import path
from django.views.generic import RedirectView

from qiao.pages.factors import views

urlpatterns = [
    path("authenticate/", views.second_factor, name="mfa_authenticate"),
    path("totp/activate/", views.add_app, name="mfa_activate_totp"),
    path("totp/deactivate/", views.remove_app, name="mfa_deactivate_totp"),
    path("recovery-codes/generate/", views.renew_codes, name="mfa_generate_recovery_codes"),
    path("webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("webauthn/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("webauthn/login/", views.enter_by_passkey, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", views.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", views.rename_passkey, name="mfa_edit_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
]
