"""What must hold before a text is published: nothing lacking, nobody named without consent, no small cell, no place in a photo.

Every spot says where it stands and what it is, so that the writer can mend it. Full text and public text pass the same
gate: an applicant is a stranger too.
"""

import re
from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.advocacy.personal import personal_spots
from qiao.casebook.models import CaseStudy, Collection, Part, Question
from qiao.registry.leaving import few_people, known_names

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗方俞任袁柳史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄宋庞熊纪舒屈项祝董梁杜阮蓝季贾江"
    "童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫丁邓洪崔龚程邢裴陆翁曾游聂叶龙段"
)
_CALLED = re.compile(
    rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:女士|先生|阿姨|大爷|大妈|大娘|奶奶|爷爷|婆婆|大叔|大姐|大哥)"
)
_SHOWN = 20
CASE_TEXTS = ("core", "challenges", "growth", "full")
PART_TEXTS = ("core", "full")


@dataclass(frozen=True)
class Spot:
    """Something that speaks against publishing: where, what, and whether it stops."""

    where: str
    what: str
    stops: bool = True


def _where(field: str) -> str:
    name = field.removesuffix("_en")
    label = {
        "title": _("标题"),
        "core": _("核心内容"),
        "challenges": _("困难与挑战"),
        "growth": _("收获与成长"),
        "full": _("全文"),
    }[name]
    return f"{label}（English）" if field.endswith("_en") else label


def spots_of_case(case: CaseStudy) -> list[Spot]:
    """Return what speaks against publishing a case, in the order of its page."""
    return [*_lacks_of_case(case), *_texts_of_case(case), *_attached(case)]


def private_spots(text: CaseStudy | Part) -> list[Spot]:
    """Return what a text tells of persons, and what its pictures and consents lack; not what is still to be written."""
    if isinstance(text, CaseStudy):
        return stopping([*_texts_of_case(text), *_attached(text)])
    return stopping([*_texts_of_part(text), *_attached(text)])


def spots_of_part(part: Part) -> list[Spot]:
    """Return what speaks against publishing a foreword, body or afterword; a body that is a case answers for it too."""
    found = [*_lacks_of_part(part), *_texts_of_part(part), *_attached(part)]
    if part.case is not None:
        found += [
            Spot(f"{part.case.title} · {one.where}", one.what, one.stops) for one in spots_of_case(part.case)
        ]
    return found


def spots_of_collection(collection: Collection) -> list[Spot]:
    """Return what speaks against publishing a whole collection, part by part, and the questions left without a word."""
    found: list[Spot] = []
    parts = list(collection.parts.select_related("case"))
    if not parts:
        found.append(Spot(collection.title, _("还没有一个部分。")))
    for part in parts:
        at = f"{_(part.get_chapter_display())} · {_(part.get_kind_display())} · {part.title}"
        found += [Spot(f"{at} · {one.where}", one.what, one.stops) for one in spots_of_part(part)]
    found += [
        Spot(_("前言的问题"), question.text + _("（没有回答，也没有声明留待以后）"))
        for question in unanswered(collection)
    ]
    return found


def unanswered(collection: Collection) -> list[Question]:
    """Return the questions of the forewords that nobody answered and nobody declared open (S09)."""
    return list(collection.questions.filter(answers__isnull=True, open_because="").distinct())


def stopping(spots: Iterable[Spot]) -> list[Spot]:
    """Return the spots that stop."""
    return [one for one in spots if one.stops]


def _fields(names: Iterable[str]) -> Iterator[str]:
    for name in ("title", *names):
        yield name
        yield f"{name}_en"


def _lacks_of_case(case: CaseStudy) -> Iterator[Spot]:
    for field in ("core", "challenges"):
        if getattr(case, field).strip():
            continue
        if field == "challenges" and case.challenges_open:
            yield Spot(_where(field), _("来源没有写，已署名声明；问到以后请补写。"), stops=False)
        else:
            yield Spot(_where(field), _("缺%(part)s") % {"part": _where(field)})
    if not case.facts.exists():
        yield Spot(_("五个维度"), _("缺五个维度的事实"))


def _lacks_of_part(part: Part) -> Iterator[Spot]:
    if part.case is None and not part.core.strip():
        yield Spot(_where("core"), _("缺%(part)s") % {"part": _where("core")})
    if not part.authors.exists() and (part.case is None or not part.case.authors.exists()):
        yield Spot(_("作者"), _("还没有署名。"), stops=False)


def _texts_of_case(case: CaseStudy) -> Iterator[Spot]:
    names = _unconsented(case)
    for field in _fields(CASE_TEXTS):
        yield from personal(_where(field), getattr(case, field), names)
    for said in (case.challenges_open, case.challenges_open_en):
        yield from personal(_where("challenges"), said, names, tells=False)
    for fact in case.facts.all():
        where = f"{_('事实')} · {_(fact.get_dimension_display())}"
        yield from personal(where, fact.text, names)
        yield from personal(where, fact.text_en, names)
        yield from personal(where, fact.source, names, tells=False)


def _texts_of_part(part: Part) -> Iterator[Spot]:
    names = _unconsented(part)
    for field in _fields(PART_TEXTS):
        yield from personal(_where(field), getattr(part, field), names)


def _unconsented(text: CaseStudy | Part) -> list[str]:
    """Return the names of persons of the registry who neither sign this text nor agreed to stand in it."""
    return known_names(except_for=consented(text))


def consented(text: CaseStudy | Part) -> set[str]:
    """Return the names that may stand in a text: its authors, and those who agreed and did not take it back."""
    given = {one.name for one in text.consents.all() if one.withdrawn_on is None}
    return given | {one.name for one in text.authors.all()}


def personal(
    where: str, said: str, names: Names[str], *, tells: bool = True, asks: bool = False
) -> Iterator[Spot]:
    """Yield what a text tells of persons: telephones, accounts, names, and counts of people that are too small.

    What only names a source (`tells` false) is not asked for counts; advice (`asks`) may name few people to do a thing.
    """
    if not said.strip():
        return
    for spot in personal_spots(said, names=names)[:_SHOWN]:
        yield Spot(where, _("像是有个人信息，请删去：%(spot)s") % {"spot": spot})
    if not tells:
        return
    for called in list(_CALLED.finditer(said))[:_SHOWN]:
        name = called.group()
        hidden = f"{name[0]}{'*' * (len(name) - 1)}"
        yield Spot(where, _("像是称呼了一个人（%(spot)s）：没有登记同意，请删去或改写。") % {"spot": hidden})
    for few in list(few_people(said, is_telling=not asks))[:_SHOWN]:
        yield Spot(
            where,
            _("“%(spot)s”人数太少，能认出是谁；不足 5（丧亲、健康不足 10）请改为“少数”。")
            % {"spot": few.group()},
        )


def _attached(text: CaseStudy | Part) -> Iterator[Spot]:
    names = _unconsented(text)
    for picture in text.pictures.defer("copy"):
        where = f"{_('图片')} · {picture.caption}"
        for said in (picture.caption, picture.caption_en, picture.alt, picture.alt_en):
            yield from personal(where, said, names)
        if picture.shows_people and not picture.consent.strip():
            yield Spot(where, _("能认出人，却没有登记肖像同意。"))
        if not picture.licence.strip():
            yield Spot(where, _("没有写许可。"))
    for source in text.citedsources.all():
        if not source.licence.strip():
            yield Spot(f"{_('资料来源')} · {source.title}", _("没有写许可。"), stops=False)
    whole = "\n".join(
        getattr(text, field) for field in _fields(CASE_TEXTS if isinstance(text, CaseStudy) else PART_TEXTS)
    )
    for consent in text.consents.all():
        if consent.withdrawn_on is not None and consent.name in whole:
            yield Spot(
                _("署名同意"), _("%(name)s收回了同意，文中还有这个名字。") % {"name": f"{consent.name[0]}**"}
            )
    if text.hidden_at is not None:
        yield Spot(_("下架请求"), _("这份文字已下架，先处理下架请求。"))
