"""A unified social credit code as a person sees it: sign by sign, with the wrong one marked."""

from dataclasses import dataclass

from qiao.exceptions import UsccError
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.uscc import LENGTH, read


@dataclass(frozen=True)
class Judged:
    """What is to say of a code."""

    signs: tuple[tuple[str, bool], ...]
    """Each sign, and whether it is the wrong one."""
    message: str = ""
    suggestion: str = ""
    legal_form: str = ""
    place: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.message


def judge(value: str, language: str) -> Judged:
    """Return the signs of a code with the wrong one marked and why; the form and place where it is sound."""
    try:
        found = read(value)
    except UsccError as error:
        code = str(error.details.get("value", value))
        wrong = error.details.get("position", LENGTH if "expected" in error.details else 0)
        signs = tuple((sign, position == wrong) for position, sign in enumerate(code, start=1))
        return Judged(signs, error.message(language), suggestion=str(error.details.get("suggestion", "")))
    places = national_gazetteer()
    return Judged(
        tuple((sign, False) for sign in found.code),
        legal_form=found.legal_form,
        place=places.full_name(found.region),
    )
