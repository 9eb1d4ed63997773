"""Every address of Qiao, desk by desk in the order of the chain."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
