"""The books and the grants as files that others read: beancount, 360Giving, IATI, tables.

Written to the published formats: beancount's language syntax; 360Giving Data Standard 1.3 (grants package); IATI
activity standard 2.03. No donor's name leaves here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from qiao.funding.disclosing import Figures
from qiao.funding.hosts.rules import kind_of
from qiao.funding.models import Campaign, Grant, LedgerEntry, LedgerLine
from qiao.registry.models import Organization

Account = LedgerLine.Account
FEN = 100
CURRENCY = "CNY"
ACCOUNTS = {
    Account.BANK: "Assets:Bank",
    Account.CASH: "Assets:Cash",
    Account.HOST_HELD: "Assets:HostHeld",
    Account.GOODS: "Assets:Goods",
    Account.NET_ASSETS: "Equity:NetAssets",
    Account.INCOME_RESTRICTED: "Income:Restricted",
    Account.INCOME_UNRESTRICTED: "Income:Unrestricted",
    Account.EXPENSE: "Expenses:Programme",
    Account.ADMIN_EXPENSE: "Expenses:Administration",
    Account.FUNDRAISING_EXPENSE: "Expenses:Fundraising",
}
COLUMNS = (
    ("编号", "number"), ("日期", "date"), ("摘要", "text"), ("科目", "account"), ("借方（元）", "debit (CNY)"),
    ("贷方（元）", "credit (CNY)"), ("用途", "purpose"), ("募捐活动", "campaign"), ("凭证号", "voucher"),
    ("更正第几号", "corrects"), ("审核", "approval"), ("哈希", "hash"), ("合作公募方", "host"),
)  # fmt: skip


def yuan(amount_fen: int) -> Decimal:
    """Return an amount in yuan, exactly."""
    return Decimal(amount_fen) / FEN


def state_of(entry: LedgerEntry) -> str:
    """Return whether an entry was approved, sent back, or waits."""
    approval = getattr(entry, "approval", None)
    return str(approval.verdict) if approval else "WAITING"


def _text(said: str) -> str:
    plain = " ".join(said.split()).replace("\\", "\\\\")
    return '"' + plain.replace('"', '\\"') + '"'


def beancount(organization: Organization, entries: Sequence[LedgerEntry]) -> str:
    """Return the books in beancount's language. Approved entries carry *, all others !.

    Each purpose is an account of its own beneath its kind, named P and a number; its name stands at `open`.
    """
    purposes: dict[str, str] = {}
    accounts: dict[str, tuple[Any, str]] = {}
    body = []
    for entry in entries:
        lines = [_posting(line, purposes) for line in entry.lines.all()]
        for line, account in zip(entry.lines.all(), lines, strict=True):
            first = accounts.get(account)
            accounts[account] = (min(entry.booked_on, first[0]) if first else entry.booked_on, line.purpose)
        flag = "*" if state_of(entry) == "APPROVED" else "!"
        body.append(
            "\n".join(
                [
                    f"{entry.booked_on.isoformat()} {flag} {_text(entry.text)}",
                    f'  number: "{entry.number}"',
                    f'  hash: "{entry.hash}"',
                    *_host_told(entry),
                    *(
                        f"  {account}  {yuan(line.amount_fen):.2f} {CURRENCY}"
                        for line, account in zip(entry.lines.all(), lines, strict=True)
                    ),
                ]
            )
        )
    opens = [
        f"{day.isoformat()} open {account} {CURRENCY}" + (f"\n  purpose: {_text(purpose)}" if purpose else "")
        for account, (day, purpose) in sorted(accounts.items())
    ]
    head = [f'option "title" {_text(organization.name)}', f'option "operating_currency" "{CURRENCY}"']
    return "\n".join([*head, "", *opens, "", "\n\n".join(body), ""])


def _host_told(entry: LedgerEntry) -> list[str]:
    """Return what an entry does with money that a host holds, and whose account that is."""
    kind = kind_of(entry.lines.all())
    if kind is None:
        return []
    host = entry.campaign.host if entry.campaign else None
    return [f'  host: "{kind.value.lower()}"', *([f"  host-name: {_text(host.name)}"] if host else [])]


def _posting(line: LedgerLine, purposes: dict[str, str]) -> str:
    kind = ACCOUNTS[Account(line.account)]
    if not line.purpose:
        return kind
    number = purposes.setdefault(line.purpose, f"P{len(purposes) + 1:04d}")
    return f"{kind}:{number}"


def table_rows(entries: Iterable[LedgerEntry]) -> Iterable[list[Any]]:
    """Yield a row a line, amounts in yuan."""
    for entry in entries:
        for line in entry.lines.all():
            amount = yuan(line.amount_fen)
            yield [
                entry.number,
                entry.booked_on.isoformat(),
                entry.text,
                str(line.get_account_display()),
                amount if amount > 0 else "",
                -amount if amount < 0 else "",
                line.purpose,
                entry.campaign.title if entry.campaign else "",
                entry.reference,
                entry.corrects.number if entry.corrects else "",
                state_of(entry),
                entry.hash,
                kind_of(entry.lines.all()) or "",
            ]


def org_id(organization: Organization) -> str:
    """Return an organisation's identifier: CN-USCI (org-id.guide) where its code is known, else one of our own."""
    return f"CN-USCI-{organization.uscc}" if organization.uscc else f"360G-qiao-{organization.pk}"


@dataclass(frozen=True)
class HostGrant:
    """What the host of a co-launch passed on to us or paid for us beside any grant on record, in fen, since a day."""

    campaign: Campaign
    amount_fen: int
    since: date


def giving360(organization: Organization, grants: Iterable[Grant], passed_on: Iterable[HostGrant]) -> str:
    """Return the grants we were awarded as a 360Giving package (JSON): we are the recipient.

    What a host passes on out of a co-launch is a grant of the host to us; gifts to the host are none.
    """
    told: list[dict[str, Any]] = [
        {
            "id": f"360G-qiao-{grant.pk}",
            "title": grant.title,
            "description": grant.description or grant.title,
            "currency": CURRENCY,
            "amountAwarded": float(yuan(grant.awarded_fen or 0)),
            **({"amountAppliedFor": float(yuan(grant.applied_fen))} if grant.applied_fen else {}),
            "awardDate": grant.awarded_on.isoformat() if grant.awarded_on else "",
            "recipientOrganization": [{"id": org_id(organization), "name": organization.name}],
            "fundingOrganization": [{"id": f"360G-qiao-funder-{funder_mark(grant)}", "name": grant.funder}],
            "dateModified": grant.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for grant in grants
        if grant.awarded_on and grant.awarded_fen
    ]
    told += [_host_grant(organization, one) for one in passed_on]
    return json.dumps({"grants": told}, ensure_ascii=False, indent=1) + "\n"


def _host_grant(organization: Organization, one: HostGrant) -> dict[str, Any]:
    campaign, host = one.campaign, one.campaign.host
    return {
        "id": f"360G-qiao-{campaign.pk}",
        "title": campaign.title,
        "description": campaign.title,
        "currency": CURRENCY,
        "amountAwarded": float(yuan(one.amount_fen)),
        "awardDate": one.since.isoformat(),
        "recipientOrganization": [{"id": org_id(organization), "name": organization.name}],
        "fundingOrganization": [{"id": org_id(host), "name": host.name}] if host else [],
        "dateModified": campaign.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def funder_mark(grant: Grant) -> str:
    """Return what tells one funder's name from another, in letters that identifiers may hold."""
    return grant.funder.encode().hex()[:40]


def iati(organization: Organization, told: Sequence[tuple[Campaign, Figures]], *, now: datetime) -> bytes:
    """Return each campaign as an IATI 2.03 activity: what came in and was spent, up to the day of its figures.

    Incoming funds are transaction type 1, expenditure 4; the sector is DAC 72010 (material relief), the country CN. What
    donors gave to the host of a co-launch is its incoming commitment to us (11), and comes in from the host as it is
    passed on or paid for us.
    """
    root = ET.Element(
        "iati-activities", {"version": "2.03", "generated-datetime": now.astimezone(UTC).isoformat()}
    )
    for campaign, figures in told:
        _activity(root, organization, campaign, figures)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _narrative(parent: Any, tag: str, text: str, **attributes: str) -> None:
    element = ET.SubElement(parent, tag, {key.replace("_", "-"): v for key, v in attributes.items()})
    ET.SubElement(element, "narrative").text = text


def _activity(root: Any, organization: Organization, campaign: Campaign, figures: Figures) -> None:
    activity = ET.SubElement(root, "iati-activity", humanitarian="1")
    activity.set("default-currency", CURRENCY)
    activity.set("{http://www.w3.org/XML/1998/namespace}lang", "zh")
    ET.SubElement(activity, "iati-identifier").text = f"{org_id(organization)}-{campaign.pk}"
    _narrative(activity, "reporting-org", organization.name, ref=org_id(organization), type="24")
    _narrative(activity, "title", campaign.title)
    _narrative(activity, "description", campaign.title)
    _narrative(
        activity, "participating-org", organization.name, ref=org_id(organization), role="4", type="24"
    )
    if campaign.host is not None:
        _narrative(
            activity, "participating-org", campaign.host.name, ref=org_id(campaign.host), role="1", type="60"
        )
    ET.SubElement(activity, "activity-status", code="4" if campaign.ended_on else "2")
    ET.SubElement(activity, "activity-date", {"type": "2", "iso-date": campaign.began_on.isoformat()})
    if campaign.ended_on:
        ET.SubElement(activity, "activity-date", {"type": "4", "iso-date": campaign.ended_on.isoformat()})
    ET.SubElement(activity, "recipient-country", code="CN")
    ET.SubElement(activity, "sector", code="72010", vocabulary="1")
    host, at_host = campaign.host, figures.host
    came = at_host.transferred_fen + at_host.paid_fen
    for code, amount, giver in (
        ("11", at_host.received_fen, host),
        ("1", came, host),
        ("1", figures.received_fen - at_host.received_fen, None),
        ("4", figures.spent_fen, None),
    ):
        if amount:
            _transaction(activity, code, amount, figures.until, giver)


def _transaction(activity: Any, code: str, amount_fen: int, until: date, giver: Organization | None) -> None:
    day = until.isoformat()
    transaction = ET.SubElement(activity, "transaction")
    ET.SubElement(transaction, "transaction-type", code=code)
    ET.SubElement(transaction, "transaction-date", {"iso-date": day})
    value = ET.SubElement(transaction, "value", {"currency": CURRENCY, "value-date": day})
    value.text = f"{yuan(amount_fen):.2f}"
    if giver is not None:
        _narrative(transaction, "provider-org", giver.name, ref=org_id(giver))
