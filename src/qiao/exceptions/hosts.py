"""Refusals about money of a co-launch, which its host holds."""

from qiao.exceptions import QiaoError


class HostCampaignError(QiaoError):
    code = "host_campaign"
    status = 422
    message_zh = "“合作公募方代管款”要写明是哪个联合公募活动的钱。请选那个活动，或换一个科目。"
    message_en = "Money that a host holds belongs to a campaign launched together. Choose that campaign, or another account."


class HostAccountError(QiaoError):
    code = "host_account"
    status = 422
    message_zh = (
        "联合公募募得的钱由{host}统一收款和核算（慈善法第二十六条），收入记在“合作公募方代管款”，不记本组织的银行存款或现金。"
        "{host}拨来的钱，在募捐活动页用“登记拨付”。"
    )
    message_en = (
        "What a co-launch raises is received and accounted for by {host} (Charity Law art. 26): book the income to “Held by"
        " the host”, not to our own bank or cash. What {host} passes on is entered on the campaign's page as a transfer."
    )


class HostShortError(QiaoError):
    code = "host_short"
    status = 409
    message_zh = "合作公募方为“{purpose}”代管的只有 {left} 元，这一笔要 {asked} 元。请先登记它收到的捐赠，或核对用途和金额。"
    message_en = (
        "For “{purpose}” the host holds CNY {left}, and this takes {asked}. Enter the gifts it received first, or check"
        " purpose and amount."
    )
