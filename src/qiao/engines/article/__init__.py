"""An article that was published already: read, cleared of junk, parted into sections, its claims listed (METHODS 1)."""

from qiao.engines.article.claims import Claim, Mark, claims_of, sentences_of
from qiao.engines.article.junk import Junk, junk_of
from qiao.engines.article.lines import MOST_LINES, Line, UnreadableArticleError, lines_of
from qiao.engines.article.read import Article, ArticleSection, read_article

__all__ = [
    "MOST_LINES",
    "Article",
    "ArticleSection",
    "Claim",
    "Junk",
    "Line",
    "Mark",
    "UnreadableArticleError",
    "claims_of",
    "junk_of",
    "lines_of",
    "read_article",
    "sentences_of",
]
