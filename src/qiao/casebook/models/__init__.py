"""The case book: five-dimension case studies, chapters, lessons, and requests for the full text."""

from qiao.casebook.models.book import Answer, Collection, CollectionRole, Part, Question
from qiao.casebook.models.case import CaseFact, CaseSnapshot, CaseStudy, Chapter, Dimension
from qiao.casebook.models.comparing import Code, Codebook, Coding, Ruling
from qiao.casebook.models.desk import (
    Assignment,
    Author,
    CitedSource,
    Comment,
    Consent,
    OfText,
    Picture,
    Takedown,
    Version,
)
from qiao.casebook.models.edition import Edition, Printing
from qiao.casebook.models.imported import ImportedClaim, ImportedText
from qiao.casebook.models.lesson import Lesson, LessonUse, Observation, Review, ReviewAction
from qiao.casebook.models.request import FullEdition, TextDownload, TextRequest

__all__ = [
    "Answer",
    "Assignment",
    "Author",
    "CaseFact",
    "CaseSnapshot",
    "CaseStudy",
    "Chapter",
    "CitedSource",
    "Code",
    "Codebook",
    "Coding",
    "Collection",
    "CollectionRole",
    "Comment",
    "Consent",
    "Dimension",
    "Edition",
    "FullEdition",
    "ImportedClaim",
    "ImportedText",
    "Lesson",
    "LessonUse",
    "Observation",
    "OfText",
    "Part",
    "Picture",
    "Printing",
    "Question",
    "Review",
    "ReviewAction",
    "Ruling",
    "Takedown",
    "TextDownload",
    "TextRequest",
    "Version",
]
