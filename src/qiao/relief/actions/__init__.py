"""What can be done on bridge one: plan, match, send, sign."""

from qiao.relief.actions.bulletins import (
    answer_question,
    correct_bulletin,
    issue_bulletin,
    question_bulletin,
    set_board,
)
from qiao.relief.actions.cancelling import cancel_shipment
from qiao.relief.actions.carriers import Rules, end_carrier, save_carrier
from qiao.relief.actions.convoys import Loaded, send_convoy
from qiao.relief.actions.counting import count_stock
from qiao.relief.actions.driving import (
    Told,
    find_shipment,
    renew_driver_code,
    settle_problem,
    take_back_by_code,
    take_back_step,
    take_driver_report,
)
from qiao.relief.actions.goods import decide_link, link_goods, read_goods
from qiao.relief.actions.kits import assemble_kits, dismantle_kits, save_kit
from qiao.relief.actions.limiting import end_donor_limit, set_donor_limit
from qiao.relief.actions.matching import decline_share, make_match, withdraw_match
from qiao.relief.actions.measuring import Measured, save_measures
from qiao.relief.actions.planning import make_plan
from qiao.relief.actions.reallocating import rejoin_match, split_match, split_share
from qiao.relief.actions.receiving import find_delivery, sign_receipt
from qiao.relief.actions.roads import save_roads
from qiao.relief.actions.sending import (
    Trip,
    driver_code,
    load_shipment,
    receiving_code,
    renew_code,
    send_delivery,
)
from qiao.relief.actions.settling import give_back, settle, undo_movement, write_off
from qiao.relief.actions.signing import Signed, Taken, take_receipt
from qiao.relief.actions.storing import (
    Arrival,
    mark_unfit,
    open_store,
    receive_goods,
    split_lot,
    transfer_goods,
    write_off_expired,
)

__all__ = [
    "Arrival",
    "Loaded",
    "Measured",
    "Rules",
    "Signed",
    "Taken",
    "Told",
    "Trip",
    "answer_question",
    "assemble_kits",
    "cancel_shipment",
    "correct_bulletin",
    "count_stock",
    "decide_link",
    "decline_share",
    "dismantle_kits",
    "driver_code",
    "end_carrier",
    "end_donor_limit",
    "find_delivery",
    "find_shipment",
    "give_back",
    "issue_bulletin",
    "link_goods",
    "load_shipment",
    "make_match",
    "make_plan",
    "mark_unfit",
    "open_store",
    "question_bulletin",
    "read_goods",
    "receive_goods",
    "receiving_code",
    "rejoin_match",
    "renew_code",
    "renew_driver_code",
    "save_carrier",
    "save_kit",
    "save_measures",
    "save_roads",
    "send_convoy",
    "send_delivery",
    "set_board",
    "set_donor_limit",
    "settle",
    "settle_problem",
    "sign_receipt",
    "split_lot",
    "split_match",
    "split_share",
    "take_back_by_code",
    "take_back_step",
    "take_driver_report",
    "take_receipt",
    "transfer_goods",
    "undo_movement",
    "withdraw_match",
    "write_off",
    "write_off_expired",
]
