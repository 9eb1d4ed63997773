"""The hospital of the sample: its telephone and account, and somebody who wants the account changed."""

from datetime import datetime, timedelta

from qiao.project.sample.cast import UNITS, Cast
from qiao.project.sample.clock import at
from qiao.registry.contact_actions import add_contact, ask_change, check_contact
from qiao.registry.contact_subjects import subject_of
from qiao.registry.contact_values import Value

PHONE, ACCOUNT, OTHER = "07137000001", "6200000000000001", "6200000000000999"
OFFICE = "设备科"


def keep_contacts(cast: Cast, *, start: datetime, now: datetime) -> None:
    """Enter both, verify them, and leave one change unverified, as in a real week."""
    name = UNITS[0][0]
    subject = subject_of("organization", cast.units[name].pk)
    if subject is None:
        raise LookupError(name)
    lin, chen, qian = cast["lin"], cast["chen"], cast["qian"]
    with at(start) as entered:
        phone = add_contact(
            lin,
            subject,
            Value("PHONE", PHONE),
            label=OFFICE,
            source="示例数据：县卫健局公布的名单",
            now=entered,
        )
        known = phone.versions.get()
        note = "示例数据：上门见到设备科值班人员"
        check_contact(qian, known, is_right=True, method="VISIT", note=note, now=entered)
    with at(start + timedelta(days=3)) as later:
        value = Value("ACCOUNT", ACCOUNT, holder=name, bank="示例银行英山支行")
        account = add_contact(lin, subject, value, label="", source="示例数据：盖章的接收函", now=later)
        asked = account.versions.get()
        check_contact(qian, asked, is_right=True, method="CALLBACK", called=known, now=later)
    with at(now - timedelta(hours=5)) as just_now:
        value = Value("ACCOUNT", OTHER, holder="英山云岭公益服务部（示例）", bank="示例银行")
        ask_change(chen, account, value, source="示例数据：有人来电自称医院，说换了账户", now=just_now)
