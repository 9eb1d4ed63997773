"""Addresses of what passes between installations."""

from django.urls import path

from qiao.exchange.views import feed, platforms, records

app_name = "exchange"
urlpatterns = [
    path("platforms/", platforms.platform_list, name="platform_list"),
    path("platforms/new/", platforms.platform_new, name="platform_new"),
    path("platforms/card/", platforms.platform_card, name="platform_card"),
    path("platforms/feed/", feed.feed, name="feed"),
    path("platforms/<uuid:pk>/", platforms.platform, name="platform"),
    path("platforms/<uuid:pk>/check/", platforms.platform_check, name="platform_check"),
    path("platforms/<uuid:pk>/agree/", platforms.platform_agree, name="platform_agree"),
    path("platforms/<uuid:pk>/share/", platforms.platform_share, name="platform_share"),
    path("platforms/<uuid:pk>/end/", platforms.platform_end, name="platform_end"),
    path("platforms/<uuid:pk>/give/", platforms.platform_give, name="platform_give"),
    path("platforms/<uuid:pk>/take/", platforms.platform_take, name="platform_take"),
    path("platforms/<uuid:pk>/export/<str:form>/", platforms.platform_export, name="platform_export"),
    path("platforms/<uuid:pk>/token/", platforms.platform_token, name="platform_token"),
    path("platforms/<uuid:pk>/ask/", platforms.platform_ask, name="platform_ask"),
    path("platforms/<uuid:pk>/fetch/", platforms.platform_fetch, name="platform_fetch"),
    path("platforms/crises/<uuid:pk>/end/", platforms.platform_unshare, name="platform_unshare"),
    path("platforms/records/<uuid:pk>/", records.foreign, name="foreign"),
    path("platforms/records/<uuid:pk>/take/", records.foreign_take, name="foreign_take"),
    path("platforms/records/<uuid:pk>/part/", records.foreign_part, name="foreign_part"),
    path("platforms/records/<uuid:pk>/adopt/", records.foreign_adopt, name="foreign_adopt"),
    path("platforms/pairs/<uuid:pk>/same/", records.likeness_same, name="likeness_same"),
    path("platforms/pairs/<uuid:pk>/other/", records.likeness_other, name="likeness_other"),
]
