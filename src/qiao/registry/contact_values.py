"""Values of contacts in one spelling: cleaned, masked, and compared by a keyed mark."""

import json
import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from qiao.accounts.sealing import fingerprint, new_key, seal, unseal, unwrap, wrap
from qiao.registry.models import ContactPoint, ContactVersion

Kind = ContactPoint.Kind
PHONE = re.compile(r"\+?\d{5,15}(?:-\d{1,6})?\Z")
ACCOUNT = re.compile(r"\d{8,32}\Z")
SHOWN_OF_A_HOME = 6
UNSEEN = "Cf"


@dataclass(frozen=True)
class Value:
    """One value: a telephone, an address, or an account with its holder and bank."""

    kind: str
    text: str
    holder: str = ""
    bank: str = ""

    @property
    def whole(self) -> str:
        """Return it as it is read out."""
        return " · ".join(one for one in (self.holder, self.bank, self.text) if one)

    def masked(self, *, is_person: bool) -> str:
        """Return what pages show."""
        if self.kind == Kind.ACCOUNT:
            return " · ".join(one for one in (self.holder, self.bank, f"****{self.text[-4:]}") if one)
        if self.kind == Kind.PHONE:
            return f"{self.text[:3]}****{self.text[-2:]}"
        return f"{self.text[:SHOWN_OF_A_HOME]}…" if is_person else self.text

    @property
    def mark(self) -> str:
        """Return the keyed mark under which equal values meet."""
        return fingerprint(f"contact.{self.kind}", f"{self.text}|{self.holder}")


def plain(text: str) -> str:
    """Return a text in its one spelling: full width folded, unseen signs out."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(one for one in folded if unicodedata.category(one) != UNSEEN).strip()


def clean_number(kind: str, said: str) -> str:
    """Return a telephone, an account number or an address in its one spelling; raise ValidationError."""
    text = plain(said)
    if kind == Kind.ADDRESS:
        return text
    text = re.sub(r"[\s.()]", "", text)
    if kind == Kind.ACCOUNT:
        text = text.replace("-", "")
        if not ACCOUNT.match(text):
            raise ValidationError(_("账号只有数字，8 到 32 位。请对照原件再填一次。"), code="account")
        return text
    mobile = re.match(r"(?:\+?86)?(?P<number>1\d{10})\Z", text.replace("-", ""))
    text = mobile["number"] if mobile else re.sub(r"(?<=\d)-(?=\d{7,})", "", text)
    if not PHONE.match(text):
        raise ValidationError(_("电话只有数字，可带区号、+ 和分机，例如 0713-7000000。"), code="phone")
    return text


def sealed_version(value: Value, version: ContactVersion, *, is_person: bool, owner: str) -> ContactVersion:
    """Put a value into a version: sealed under a key of its own, masked, marked."""
    key = new_key()
    version.wrapped = wrap(key, f"contact.key:{version.pk}")
    version.sealed = seal(key, json.dumps(_facts(value), ensure_ascii=False), f"contact.value:{version.pk}")
    version.masked = value.masked(is_person=is_person)[:200]
    version.mark = value.mark
    version.holder_differs = value.kind == Kind.ACCOUNT and plain(value.holder) != plain(owner)
    return version


def _facts(value: Value) -> dict[str, str]:
    return {"kind": value.kind, "text": value.text, "holder": value.holder, "bank": value.bank}


def open_version(version: ContactVersion) -> Value:
    """Return the value of a version. Show it only after the reveal is in the trail."""
    if not version.sealed:  # destroyed: what pages show is all there is
        return Value(version.point.kind, version.masked)
    key = unwrap(bytes(version.wrapped), f"contact.key:{version.pk}")
    return Value(**json.loads(unseal(key, bytes(version.sealed), f"contact.value:{version.pk}")))
