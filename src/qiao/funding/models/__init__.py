"""Money: campaigns, grants, donations, and the double-entry ledger in fen."""

from qiao.funding.models.campaign import Campaign
from qiao.funding.models.donation import Donation
from qiao.funding.models.grant import Grant
from qiao.funding.models.lawful import Disclosure, RouteAnswer
from qiao.funding.models.ledger import ImportBatch, LedgerApproval, LedgerEntry, LedgerLine
from qiao.funding.models.streams import Stream

__all__ = [
    "Campaign",
    "Disclosure",
    "Donation",
    "Grant",
    "ImportBatch",
    "LedgerApproval",
    "LedgerEntry",
    "LedgerLine",
    "RouteAnswer",
    "Stream",
]
