"""A collection of cases as a book: static site, PDF, DOCX and EPUB from one model (METHODS 1, S01-S05)."""

from qiao.engines.publishing.charts import svg_of, table_of
from qiao.engines.publishing.docx import docx
from qiao.engines.publishing.epub import epub
from qiao.engines.publishing.metadata import (
    bibtex,
    citation,
    citation_of,
    datacite,
    dublin_core,
    schema_org,
)
from qiao.engines.publishing.model import (
    Answers,
    Author,
    Block,
    Book,
    Chapter,
    Figure,
    Grid,
    Kind,
    Note,
    NotPublicError,
    Part,
    Photo,
    Points,
    Prose,
    Role,
    Section,
    Statement,
    Visibility,
    require_core,
)
from qiao.engines.publishing.pdf import pdf
from qiao.engines.publishing.site import site

__all__ = [
    "Answers",
    "Author",
    "Block",
    "Book",
    "Chapter",
    "Figure",
    "Grid",
    "Kind",
    "NotPublicError",
    "Note",
    "Part",
    "Photo",
    "Points",
    "Prose",
    "Role",
    "Section",
    "Statement",
    "Visibility",
    "bibtex",
    "citation",
    "citation_of",
    "datacite",
    "docx",
    "dublin_core",
    "epub",
    "pdf",
    "require_core",
    "schema_org",
    "site",
    "svg_of",
    "table_of",
]
