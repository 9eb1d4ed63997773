"""How far a report has come, as its sender may know it: a state and dates, nothing that it says."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.intake.models import Need, Offer, Report

STEPS = (("RECEIVED", _("已收到")), ("CHECKED", _("已核实")), ("DONE", _("已办结")))

SENTENCES = {
    "RECEIVED": _("我们收到了，正在等待核实。请保持电话畅通。"),
    "CHECKED": _("已经核实，正在对接资源。"),
    "DONE": _("这件事已经了结。如果情况有变，请再提交一次。"),
    "ERASED": _("这份信息已按规定删除，只留下编号和时间。"),
}
CHECKED = {Need.State.OPEN, Offer.State.OPEN}
DONE = {Need.State.MET, Need.State.REJECTED, Need.State.WITHDRAWN, Need.State.MERGED, Offer.State.SPENT}


def standing_of(report: Report) -> dict[str, Any]:
    """Return state, sentence, steps and dates of a report. Needs a scope in which it is visible."""
    voices: list[Need | Offer] = [*report.needs.all(), *report.offers.all()]
    states = {one.state for one in voices}
    state = "RECEIVED"
    if report.is_erased:
        state = "ERASED"
    elif states and states <= DONE:
        state = "DONE"
    elif states & (CHECKED | DONE):
        state = "CHECKED"
    reached = [key for key, _label in STEPS].index(state) if state != "ERASED" else -1
    return {
        "state": state,
        "sentence": SENTENCES[state],
        "steps": [(label, number <= reached) for number, (_key, label) in enumerate(STEPS)],
        "received_at": report.received_at,
        "records": len(voices),
    }
