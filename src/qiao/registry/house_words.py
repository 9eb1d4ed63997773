"""Words of the house are no passwords: whoever guesses tries them first (ASVS 6.1.2, 6.2.11)."""

import re
import unicodedata

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from qiao.registry.models import Organization

OWN = ("qiao", "桥")
COMMON = (
    "协会",
    "联合会",
    "基金会",
    "志愿者",
    "义工",
    "xiehui",
    "lianhehui",
    "jijinhui",
    "zhiyuanzhe",
    "yigong",
)
LEAST_LEFT = 8
"""So many characters must be left of a password once the words of the house are taken out."""

SHORTEST_LATIN, SHORTEST_CHINESE = 4, 2
PART = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")


def house_words() -> set[str]:
    """Return the words: the house's own, and those of its organisations, their places and the site's address."""
    from pypinyin import lazy_pinyin  # 0.3 s and 30 MB that other commands need not pay

    words = {*OWN, *COMMON}
    for one in Organization.objects.filter(runs_qiao=True).select_related("home"):
        for name in (one.name, one.home.name if one.home else ""):
            words |= {folded(name), "".join(lazy_pinyin(name))}
            words |= {folded(name)[at : at + 2] for at in range(len(name) - 1)}
    for host in settings.ALLOWED_HOSTS:
        words |= set(PART.findall(host.lower()))
    return {one for one in words if one in OWN or _is_long_enough(one)}


def folded(text: str) -> str:
    """Return a text as it is compared: one width, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def _is_long_enough(word: str) -> bool:
    return len(word) >= (SHORTEST_LATIN if word.isascii() else SHORTEST_CHINESE)


def left_of(password: str, words: set[str]) -> str:
    """Return what is left of a password once words of the house are taken out, the longest first."""
    left = folded(password)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left


class HouseWords:
    """Refuse a password that is made mostly of words of the house."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's contract
        """Raise ValidationError where too little is left once the words are taken out."""
        words = house_words()
        if len(password) >= LEAST_LEFT and len(left_of(password, words)) < LEAST_LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_the_house")

    def get_help_text(self) -> str:
        """Return what a password must not be made of."""
        return _("密码不能主要由本组织和所在地的名字、网址或“桥、qiao”凑成。")
