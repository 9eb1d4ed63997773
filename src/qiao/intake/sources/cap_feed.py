"""The index of a feed of warnings: RSS 2.0 or Atom 1.0, or a CAP message alone; where its messages are.

References
----------
RFC 4287 (Atom); RSS 2.0 Specification, rssboard.org.
"""

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from qiao.exceptions import CapElementError
from qiao.intake.sources.openrosa.plain_xml import local, read_xml

MOST_ENTRIES = 500
LONGEST_URL = 1000


@dataclass(frozen=True)
class Entry:
    """One entry: where its message is, and what it is known by. An entry that changes is known anew."""

    url: str
    mark: str


def read_index(content: bytes, *, at: str) -> list[Entry] | None:
    """Return the entries of an index in its order; None where the address holds a CAP message itself.

    Raises
    ------
    XmlRefusedError
        When it is no XML that is taken.
    CapElementError
        When it is neither an index nor a CAP message.
    """
    root = read_xml(content)
    kind = local(root.tag)
    if kind == "alert":
        return None
    if kind == "feed":
        return _entries([one for one in root if local(one.tag) == "entry"], at)
    if kind in {"rss", "RDF"}:
        return _entries([one for one in root.iter() if local(one.tag) == "item"], at)
    raise CapElementError(element=kind[:40], value="", expected="alert, feed, rss")


def _entries(found: list[Element], at: str) -> list[Entry]:
    entries = []
    for one in found[:MOST_ENTRIES]:
        url = _joined(at, _link(one))
        if url != at and len(url) <= LONGEST_URL and url.startswith(("http://", "https://")):
            known = _text(one, "id") or _text(one, "guid") or url
            moment = _text(one, "updated") or _text(one, "pubDate")
            entries.append(Entry(url, f"{known} {moment}"[:400]))
    return entries


def _joined(at: str, link: str) -> str:
    """Return the whole address of a link; that of the index itself where the link is none."""
    try:
        return urljoin(at, link)
    except ValueError:  # http://[, which urllib takes for half an IPv6 address
        return at


def _link(entry: Element) -> str:
    """Return where the message is: Atom says it in an attribute, by type where there are several; RSS as text."""
    links = [one for one in entry if local(one.tag) == "link"]
    typed = [one for one in links if "cap+xml" in one.get("type", "")]
    for one in (*typed, *links):
        if one.get("rel", "alternate") in {"alternate", "enclosure", "self"} and (
            one.get("href") or one.text
        ):
            return (one.get("href") or one.text or "").strip()
    return ""


def _text(entry: Element, name: str) -> str:
    return next(((one.text or "").strip() for one in entry if local(one.tag) == name), "")
