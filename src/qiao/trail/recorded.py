"""An action is verb, right and trail entry in one; body and entry share one transaction."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import models

from qiao.accounts.rights import rights
from qiao.accounts.roles import Actor
from qiao.exceptions import RightMissingError, RightUnknownError
from qiao.trail.chain import append, together

P = ParamSpec("P")
R = TypeVar("R")

_details: ContextVar[dict[str, str | int | None] | None] = ContextVar("details", default=None)
RECORDED: dict[str, Callable[..., object]] = {}


def recorded(verb: str) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Ask for the right `verb`, run the body, and write the entry at the end of the same transaction.

    The body's first argument is the actor. What it returns, if a record, is the entry's subject.
    """
    if verb not in rights():
        raise RightUnknownError(verb=verb)

    def wrap(body: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(body)
        def act(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not actor.may(verb):
                raise RightMissingError(verb=verb)
            token = _details.set({})
            try:
                with together():
                    result = body(actor, *args, **kwargs)
                    subject = result if isinstance(result, models.Model) else None
                    append(actor, verb, subject=subject, details=_details.get() or {})
            finally:
                _details.reset(token)
            return result

        RECORDED[verb] = act
        return act

    return wrap


def detail(**facts: str | int | None) -> None:
    """Add facts to the entry of the running action: ids, figures and states, never a person's data."""
    current = _details.get()
    if current is not None:
        current.update(facts)
