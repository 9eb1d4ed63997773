"""A filled form as a telephone sends it: which form and version, which copy, and the answers by path."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from qiao.exceptions import FilledFormUnreadableError
from qiao.intake.sources.openrosa.plain_xml import attribute, local, read_xml

META = "meta"
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_ID = 120
SPACE = uuid.UUID("5b0f6a3c-9f0e-5c0d-8a39-0a1f2b3c4d5e")
"""Namespace of reports whose instanceID is no UUID."""


@dataclass(frozen=True)
class Entity:
    """The record of a list that a form updates, as the specification of ODK entities writes it."""

    dataset: str
    id: str
    base_version: str


@dataclass(frozen=True)
class Instance:
    """What was sent. `answers` maps a path without its root (``amount/quantity``) to its values in order."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    answers: dict[str, list[str]]
    entity: Entity | None = None

    @cached_property
    def report_id(self) -> uuid.UUID:
        """Return the id of the report that this copy becomes."""
        return report_id_of(self.form_id, self.instance_id)


def report_id_of(form_id: str, instance_id: str) -> uuid.UUID:
    """Return the UUID inside an instanceID; where there is none, one derived from form and instanceID."""
    try:
        return uuid.UUID(instance_id.removeprefix("uuid:"))
    except ValueError:
        return uuid.uuid5(SPACE, f"{form_id}\0{instance_id}")


def read_instance(content: bytes) -> Instance:
    """Return what was sent.

    Raises
    ------
    XmlRefusedError
        As `read_xml`.
    FilledFormUnreadableError
        When form id or instanceID are missing.
    """
    root = read_xml(content)
    answers: dict[str, list[str]] = {}
    meta: dict[str, str] = {}
    _collect(root, "", answers, meta)
    form_id = attribute(root, "id") or root.tag.rpartition("}")[0].removeprefix("{")
    instance_id = meta.get("instanceID", "") or attribute(root, "instanceID")
    for value, what in ((form_id, "id"), (instance_id, "meta/instanceID")):
        if not value or len(value) > LONGEST_ID:
            raise FilledFormUnreadableError(what=what)
    return Instance(
        form_id,
        attribute(root, "version"),
        instance_id,
        meta.get("deprecatedID", "").strip(),
        answers,
        _entity(root) if "entity" in meta else None,
    )


def _entity(root: Element) -> Entity | None:
    """Return the entity that the form updates; one that it would create is left aside."""
    for one in (found for meta in root if local(meta.tag) == META for found in meta):
        if local(one.tag) == "entity" and attribute(one, "update") in {"1", "true"}:
            return Entity(*(attribute(one, name).strip() for name in ("dataset", "id", "baseVersion")))
    return None


def lines_in(content: bytes, instance: Instance, paths: Iterable[str]) -> list[dict[str, list[str]]]:
    """Return the answers of each repetition of the group that holds most of `paths`, with those outside it.

    A form without a repeated group is one line.
    """
    groups: dict[str, list[dict[str, list[str]]]] = {}
    _occurrences(read_xml(content), "", groups)
    wanted = [path for path in paths if "/" in path]
    repeated = {path: rows for path, rows in groups.items() if any(one.startswith(path) for one in wanted)}
    if not repeated:
        return [instance.answers]
    group = max(repeated, key=lambda path: sum(one.startswith(path) for one in wanted))
    outside = {path: values for path, values in instance.answers.items() if not path.startswith(group)}
    return [outside | row for row in repeated[group]]


def _occurrences(element: Element, path: str, groups: dict[str, list[dict[str, list[str]]]]) -> None:
    for child in element:
        if len(child) and local(child.tag) != META:
            inner = f"{path}{local(child.tag)}/"
            row: dict[str, list[str]] = {}
            _collect(child, inner, row, {})
            groups.setdefault(inner, []).append(row)
            _occurrences(child, inner, groups)


def _collect(element: Element, path: str, answers: dict[str, list[str]], meta: dict[str, str]) -> None:
    for child in element:
        name = local(child.tag)
        if name == META:
            meta |= {local(one.tag): (one.text or "").strip() for one in child}
            continue
        inner = f"{path}{name}"
        if len(child):
            _collect(child, f"{inner}/", answers, meta)
        elif child.text and child.text.strip():
            answers.setdefault(inner, []).append(UNSPEAKABLE.sub("", child.text.strip()))
