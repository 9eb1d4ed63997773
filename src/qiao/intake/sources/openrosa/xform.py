"""An XForm as the server needs it: id, version, title, and each question with its label and choices."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from qiao.exceptions import FormUnreadableError
from qiao.intake.sources.openrosa.plain_xml import attribute, local, read_xml
from qiao.intake.sources.openrosa.times import TimeDoubt, time_doubts
from qiao.intake.takers import LISTS

CONTROLS = {"input", "select1", "select", "upload", "range", "rank", "trigger", "secret"}
GROUPS = {"group", "repeat"}
ITEXT = re.compile(r"jr:itext\(\s*['\"]([^'\"]+)['\"]\s*\)")
INSTANCE = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
CHINESE = ("中文", "zh", "汉", "漢", "chinese")
ENGLISH = ("english", "en")
LIST = re.compile(r"""jr://file-csv/([\w.-]+\.csv)""")
FILE = re.compile(r"""jr://(?:images|file-csv|file|audio|video)/([^"'<>/]+)""")
MOST_HELD = 64
NO_LABEL = "-"
"""What pyxform writes for a label that a language lacks."""


@dataclass(frozen=True)
class Question:
    """One question: its path, what it is called, its type, its choices, and the field its author named."""

    path: str
    label: str
    label_en: str = ""
    type: str = "string"
    choices: dict[str, str] = field(default_factory=dict)
    field: str = ""
    is_required: bool = False

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class XForm:
    """A form that telephones can load."""

    form_id: str
    version: str
    title: str
    xml: str
    questions: tuple[Question, ...]
    doubts: tuple[TimeDoubt, ...] = ()

    @property
    def as_json(self) -> list[dict[str, Any]]:
        """Return the questions as they are kept."""
        return [asdict(one) for one in self.questions]


def questions_of(kept: list[dict[str, Any]]) -> tuple[Question, ...]:
    """Return the questions as they were before they were kept; made once as long as the same list is handed in."""
    held = _asked.get(id(kept))
    if held is None or held[0] is not kept:
        if len(_asked) >= MOST_HELD:
            _asked.clear()
        held = _asked[id(kept)] = (kept, tuple(Question(**one) for one in kept))
    return held[1]


_asked: dict[int, tuple[list[dict[str, Any]], tuple[Question, ...]]] = {}


def read_xform(content: bytes, *, rows: Sequence[str] = ()) -> XForm:
    """Return what an XForm asks. `rows` are the names in the sheet it was made from, where it was.

    Raises
    ------
    XmlRefusedError
        As `read_xml`.
    FormUnreadableError
        When it is XML but no XForm, or has no id.
    """
    root = read_xml(content)
    model = _first(root, "model")
    body = _first(root, "body")
    instance = None if model is None else _first(model, "instance")
    if model is None or body is None or instance is None or not len(instance):
        raise FormUnreadableError(reason_zh="这不是 XForm 表单。", reason_en="this is not an XForm.")
    main = instance[0]
    form_id = attribute(main, "id")
    if not form_id:
        raise FormUnreadableError(reason_zh="表单没有编号（form_id）。", reason_en="the form has no form_id.")
    title = _first(root, "title")
    said = _Words(model)
    binds = {_relative(attribute(one, "nodeset")): one for one in model.iter() if local(one.tag) == "bind"}
    return XForm(
        form_id=form_id,
        version=attribute(main, "version"),
        title=((title.text if title is not None else "") or form_id).strip(),
        xml=_in_utf8(content),
        questions=(*(_question(one, binds, said) for one in _controls(body)), *_calculated(body, binds)),
        doubts=time_doubts(root, rows),
    )


def _in_utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except (
        UnicodeDecodeError
    ) as error:  # well-formed in UTF-16 or Latin-1: XML, and not what telephones are sent
        raise FormUnreadableError(
            reason_zh="请把表单存为 UTF-8。", reason_en="save the form as UTF-8."
        ) from error


def lists_of(xml: str) -> list[str]:
    """Return the names of the lists that a form loads beside itself, such as qiao_needs.csv."""
    return list(dict.fromkeys(LIST.findall(xml)))


def files_of(xml: str) -> list[str]:
    """Return the names of the pictures and lists that a form shows, without those that the house makes itself."""
    return [name for name in dict.fromkeys(FILE.findall(xml)) if name.removesuffix(".csv") not in LISTS]


def _first(element: Element, name: str) -> Element | None:
    return next((one for one in element.iter() if local(one.tag) == name), None)


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if local(one.tag) == name), None)


def _calculated(body: Element, binds: dict[str, Element]) -> Iterator[Question]:
    """Yield what nobody is asked and the author named a field for, as the version of a chosen record."""
    asked = {_relative(attribute(one, "ref")) for one in _controls(body)}
    for path, bind in binds.items():
        if path not in asked and attribute(bind, "qiao"):
            yield Question(path, path.rpartition("/")[2], type="calculate", field=attribute(bind, "qiao"))


def _relative(path: str) -> str:
    """Return an absolute path without its root: /data/amount/quantity → amount/quantity."""
    return path.strip("/").partition("/")[2]


def _controls(body: Element) -> Iterator[Element]:
    for one in body.iter():
        if local(one.tag) in CONTROLS:
            yield one


def _question(control: Element, binds: dict[str, Element], said: "_Words") -> Question:
    path = _relative(attribute(control, "ref"))
    bind = binds.get(path)
    label = _child(control, "label")
    chinese, english = said.of(label)
    kind = local(control.tag)
    return Question(
        path=path,
        label=chinese or path.rpartition("/")[2],
        label_en=english,
        type=kind if kind in {"select", "select1"} else attribute(bind, "type") if bind is not None else "",
        choices=said.choices_of(control),
        field=attribute(bind, "qiao") if bind is not None else "",
        is_required=bind is not None and attribute(bind, "required") == "true()",
    )


class _Words:
    """The texts of a form in Chinese and English, and its lists of choices."""

    def __init__(self, model: Element) -> None:
        self._translations: list[tuple[str, bool, dict[str, str]]] = []
        self._lists: dict[str, Element] = {}
        for one in model:
            if local(one.tag) == "itext":
                self._translations = [_translation(translation) for translation in one]
            elif local(one.tag) == "instance" and attribute(one, "id"):
                self._lists[attribute(one, "id")] = one

    def _in(self, words: tuple[str, ...], key: str) -> str:
        for language, _default, texts in self._translations:
            if any(word in language.lower() for word in words):
                return _worth(texts.get(key, ""))
        return ""

    def _by_key(self, key: str) -> tuple[str, str]:
        chinese, english = self._in(CHINESE, key), self._in(ENGLISH, key)
        if not chinese:
            ordered = sorted(self._translations, key=lambda one: not one[1])
            chinese = next((text for one in ordered if (text := _worth(one[2].get(key, "")))), "")
        return chinese, english

    def of(self, label: Element | None) -> tuple[str, str]:
        """Return a label in Chinese (else in the form's own language) and in English."""
        if label is None:
            return "", ""
        found = ITEXT.search(attribute(label, "ref"))
        return self._by_key(found[1]) if found else (_text(label), "")

    def choices_of(self, control: Element) -> dict[str, str]:
        """Return value → label of the choices, in their order."""
        found: dict[str, str] = {}
        for one in control:
            if local(one.tag) == "item":
                value = _child(one, "value")
                if value is not None and value.text:
                    found[value.text.strip()] = self.of(_child(one, "label"))[0]
            elif local(one.tag) == "itemset":
                found |= self._itemset(one)
        return found

    def _itemset(self, itemset: Element) -> dict[str, str]:
        named = INSTANCE.search(attribute(itemset, "nodeset"))
        rows = self._lists.get(named[1]) if named else None
        found: dict[str, str] = {}
        for item in rows.iter() if rows is not None else ():
            cells = {local(one.tag): (one.text or "").strip() for one in item}
            if local(item.tag) == "item" and cells.get("name"):
                label = self._by_key(cells["itextId"])[0] if "itextId" in cells else cells.get("label", "")
                found[cells["name"]] = label or cells["name"]
        return found


def _translation(element: Element) -> tuple[str, bool, dict[str, str]]:
    texts = {}
    for one in element:
        plain = [value for value in one if local(value.tag) == "value" and not attribute(value, "form")]
        if plain:
            texts[attribute(one, "id")] = _text(plain[0])
    return attribute(element, "lang"), attribute(element, "default") == "true()", texts


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _worth(text: str) -> str:
    return "" if text == NO_LABEL else text
