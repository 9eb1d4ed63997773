"""Addresses of what passes between installations."""

app_name = "exchange"
urlpatterns: list[object] = []
