"""People and enterprises who entered their names in the sample, and a call for help to them."""

import uuid
from datetime import timedelta

from django.utils import timezone

from qiao.project.sample.cast import HOME, NEIGHBOURS, Cast, place
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis
from qiao.volunteering.actions import (
    Asked,
    Entry,
    Reply,
    confirm_enrolment,
    enter,
    save_segment,
    send_call,
    take_reply,
)
from qiao.volunteering.models import HelpAnswer

Thing = tuple[str, str, int | None, str]
PEOPLE: tuple[tuple[str, str, str, tuple[str, ...], tuple[Thing, ...]], ...] = (
    ("示例会员方小溪", "", HOME, ("COOKING", "DUTY"), ()),
    ("示例会员石磊", "", HOME, ("DRIVING", "CARRYING"), (("TRANSPORT", "面包车", 1, "辆"),)),
    ("示例会员白鹭", "", NEIGHBOURS[0], ("INTERPRETING", "PHONE"), ()),
    ("示例联系人林", "青石物流公司（示例）", HOME, (), (("TRANSPORT", "4.2 米货车", 3, "辆"),)),
    (
        "示例联系人何",
        "松涛食品厂（示例）",
        NEIGHBOURS[1],
        (),
        (("GOODS", "方便面", 400, "箱"), ("SPACE", "冷库", None, "")),
    ),
)
"""Name, enterprise, county, skills, what they can give. All invented."""
WAITING = (("示例新人江月", HOME, ("FIRST_AID",)), ("示例新人唐果", HOME, ()))
REPLIES = (
    ("NO", "", None, "", timedelta(minutes=25)),
    ("YES", "面包车，今晚可到", 1, "辆", timedelta(minutes=50)),
    ("LATER", "周末以后", None, "", timedelta(hours=4)),
    ("YES", "4.2 米货车", 2, "辆", timedelta(hours=2)),
)
CALL = "示例：要三辆货车，今晚八点前到县体育馆东门，转运安置点物资到乡镇。"


def people_who_entered(cast: Cast, crisis: Crisis) -> None:
    """Let members and enterprises enter, some of them wait, and most answer a call for lorries."""
    lin, now = cast["lin"], timezone.now()
    with at(now - timedelta(days=3)) as moment:
        for serial, (name, enterprise, home, skills, things) in enumerate(PEOPLE):
            entry = Entry(
                name,
                f"154000001{serial:02d}",
                "ENTERPRISE" if enterprise else "PERSON",
                enterprise,
                place(home),
                skills,
                week="0110" * 7,
                purposes={"CALLS"} if enterprise else {"CALLS", "ROSTER"},
                capacities=things,
            )
            entered = enter(lin, entry, submission=uuid.uuid4(), at=moment)
            confirm_enrolment(lin, entered, at=moment + timedelta(hours=1))
    for serial, (name, home, skills) in enumerate(WAITING):
        told = Entry(name, f"154000002{serial:02d}", place=place(home), skills=skills)
        enter(lin, told, submission=uuid.uuid4(), at=now)
    save_segment(lin, name="县里有车的（示例）", means="TRANSPORT", place=place(HOME))
    save_segment(lin, name="会做饭的（示例）", skill="COOKING")
    with at(now - timedelta(hours=6)) as sent:
        call = send_call(
            lin, crisis, Asked("TRANSPORT", CALL), segment=None, name="全部会员（示例）", at=sent
        )
    answers = HelpAnswer.objects.filter(call=call).order_by("created_at")
    for answer, (kind, what, quantity, unit, after) in zip(answers, REPLIES, strict=False):
        take_reply(answer, Reply(kind, what, quantity, unit), at=sent + after)
