"""XML from outside, read within bounds: no DTD, no entities, no abysses (SECURITY 4, P1)."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from qiao.exceptions import XmlRefusedError

DEEPEST = 40
MOST_ELEMENTS = 20_000
LARGEST = 2 * 2**20


class _Bounded(TreeBuilder):
    """Build a tree, and stop at the depth or number of elements that no honest form reaches."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise _TooMuchError
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self._depth -= 1
        return super().end(tag)


class _TooMuchError(Exception):
    pass


def read_xml(content: bytes) -> Element:
    """Return the root element.

    Raises
    ------
    XmlRefusedError
        When it is no well-formed XML, declares a DTD or an entity, or is too large or too deep.
    """
    if len(content) > LARGEST:
        raise _refused(f"超过 {LARGEST // 2**20} MB", f"it is over {LARGEST // 2**20} MB")
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise _refused("含有 DTD 或实体，一律不收", "it declares a DTD or an entity") from error
    except _TooMuchError as error:
        raise _refused("层数或元素太多", "it has too many levels or elements") from error
    except ParseError as error:
        line, column = error.position
        raise _refused(
            f"第 {line} 行第 {column + 1} 个字符处不通", f"it breaks at line {line}, character {column + 1}"
        ) from error
    except (ValueError, LookupError) as error:
        raise _refused("编码不认识，请用 UTF-8", "its encoding is unknown; use UTF-8") from error
    return root


def _refused(chinese: str, english: str) -> XmlRefusedError:
    return XmlRefusedError(reason_zh=chinese, reason_en=english)


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute whatever its namespace, or an empty text."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")
