"""What can be done on bridge one: plan, match, send, sign."""

from qiao.relief.actions.bulletins import (
    answer_question,
    correct_bulletin,
    issue_bulletin,
    question_bulletin,
    set_board,
)
from qiao.relief.actions.counting import count_stock
from qiao.relief.actions.matching import decline_share, make_match, withdraw_match
from qiao.relief.actions.planning import make_plan
from qiao.relief.actions.receiving import find_delivery, sign_receipt
from qiao.relief.actions.sending import Trip, load_shipment, receiving_code, renew_code, send_delivery
from qiao.relief.actions.settling import give_back, settle, undo_movement, write_off

__all__ = [
    "Trip",
    "answer_question",
    "correct_bulletin",
    "count_stock",
    "decline_share",
    "find_delivery",
    "give_back",
    "issue_bulletin",
    "load_shipment",
    "make_match",
    "make_plan",
    "question_bulletin",
    "receiving_code",
    "renew_code",
    "send_delivery",
    "set_board",
    "settle",
    "sign_receipt",
    "undo_movement",
    "withdraw_match",
    "write_off",
]
