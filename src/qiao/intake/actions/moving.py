"""A need or an offer filed under the wrong crisis: moved with its history, and back again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, VoiceHeldError
from qiao.intake.actions.repeats import drop_open_pairs, note_repeats
from qiao.intake.holding import held_voices
from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import Crisis
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded


@recorded("voice.move")
def move_voice(actor: Actor, voice: Need | Offer, *, to: Crisis, reason: str) -> Need | Offer:
    """Move a need or an offer to another crisis. The report stays where it came in, and the link to it holds.

    Raises VoiceHeldError where goods are held for it or a synchronised sheet rules it, and
    LineAlreadyDecidedError where somebody moved it a moment ago.
    """
    if getattr(voice, "key", ""):
        raise VoiceHeldError(reason_zh="它随同步表格更新", reason_en="it follows a synchronised sheet")
    if voice.merged_into_id or voice.merged.exists():
        raise VoiceHeldError(
            reason_zh="它和另一条合并过，先拆开", reason_en="it is joined to another; split them first"
        )
    if held_voices([voice.pk]):
        raise VoiceHeldError(reason_zh="它已有对接", reason_en="it is matched")
    before = voice.crisis
    moved = type(voice).objects.filter(pk=voice.pk, crisis=before).exclude(crisis=to)
    if not moved.update(crisis=to):
        raise LineAlreadyDecidedError(state="已在别的突发事件")
    if isinstance(voice, Need):
        voice.alerts.update(crisis=to)
    voice.crisis = to
    drop_open_pairs(voice)
    note_repeats(actor, voice)
    detail(before=before.slug, after=to.slug, reason=reason[:120])
    return voice


@dataclass
class Moved:
    """What became of the needs and offers of several reports."""

    moved: list[Need | Offer] = field(default_factory=list)
    held: list[tuple[Need | Offer, VoiceHeldError]] = field(default_factory=list)


def move_told(actor: Actor, reports: Iterable[Report], *, to: Crisis, reason: str) -> Moved:
    """Move what these reports told, one by one: what cannot be moved stays and holds up nothing else."""
    result = Moved()
    with together():
        for report in reports:
            told: list[Need | Offer] = [*report.needs.exclude(crisis=to), *report.offers.exclude(crisis=to)]
            for voice in told:
                try:
                    with together():
                        result.moved.append(move_voice(actor, voice, to=to, reason=reason))
                except VoiceHeldError as error:
                    result.held.append((voice, error))
                except LineAlreadyDecidedError:
                    continue  # somebody moved it there a moment ago
    return result
