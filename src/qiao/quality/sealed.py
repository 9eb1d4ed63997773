"""Words of feedback and answers: sealed under a key of each record's own, bound to the field."""

from qiao.accounts.sealing import new_key, seal, unseal, unwrap, wrap
from qiao.quality.models import Complaint, Feedback


def _bound(name: str, feedback: Feedback) -> str:
    return f"quality.{name}:{feedback.pk}"


def give_key(feedback: Feedback) -> None:
    """Give a new feedback a key."""
    feedback.wrapped_key = wrap(new_key(), _bound("Feedback.key", feedback))


def _key(feedback: Feedback) -> bytes:
    return unwrap(bytes(feedback.wrapped_key), _bound("Feedback.key", feedback))


def close_words(feedback: Feedback, text: str, name: str) -> bytes:
    """Return a text sealed for a field of a feedback (or of its complaint); nothing for nothing."""
    return seal(_key(feedback), text, _bound(name, feedback)) if text else b""


def _opened(feedback: Feedback, content: "bytes | memoryview[int]", name: str) -> str:
    return unseal(_key(feedback), bytes(content), _bound(name, feedback)) if content else ""


def words_of(feedback: Feedback) -> str:
    """Return what was said; "" where nothing was, or it was erased."""
    return _opened(feedback, feedback.sealed_words, "Feedback.words")


def contact_of(feedback: Feedback) -> str:
    """Return how whoever said it can be reached; "" where they did not say."""
    return _opened(feedback, feedback.sealed_contact, "Feedback.contact")


def answer_of(complaint: Complaint) -> str:
    """Return what was answered; "" where nothing was yet."""
    return _opened(complaint.feedback, complaint.sealed_answer, "Complaint.answer")
