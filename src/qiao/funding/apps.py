from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "qiao.funding"
    label = "funding"
    verbose_name = "资金"
