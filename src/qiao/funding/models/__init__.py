"""Money: campaigns, grants, donations, and the double-entry ledger in fen."""

from qiao.funding.models.accounts import IncomeRow, YearAccounts
from qiao.funding.models.campaign import Campaign
from qiao.funding.models.campaign_plan import CampaignPlan, HostAsk
from qiao.funding.models.cash import CashAid
from qiao.funding.models.donation import Donation
from qiao.funding.models.grant import Grant, GrantBudgetLine, GrantInstalment, GrantReport
from qiao.funding.models.lawful import Disclosure, RouteAnswer
from qiao.funding.models.ledger import ImportBatch, LedgerApproval, LedgerEntry, LedgerLine
from qiao.funding.models.pack import DisclosurePack, PackBoard
from qiao.funding.models.readiness import ReadinessAssessment, ReadinessTask
from qiao.funding.models.streams import Stream

__all__ = [
    "Campaign",
    "CampaignPlan",
    "CashAid",
    "Disclosure",
    "DisclosurePack",
    "Donation",
    "Grant",
    "GrantBudgetLine",
    "GrantInstalment",
    "GrantReport",
    "HostAsk",
    "ImportBatch",
    "IncomeRow",
    "LedgerApproval",
    "LedgerEntry",
    "LedgerLine",
    "PackBoard",
    "ReadinessAssessment",
    "ReadinessTask",
    "RouteAnswer",
    "Stream",
    "YearAccounts",
]
