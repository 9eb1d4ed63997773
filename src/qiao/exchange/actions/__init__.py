"""What can be done with other platforms: enter, check, give, take, join."""

from qiao.exchange.actions.fetching import begin_asking, fetch, make_token, platform_of_token, stop_asking
from qiao.exchange.actions.giving import Handed, give, has_news, note_export, refresh
from qiao.exchange.actions.joining import adopt, differ, join, look_for_likenesses, part, take_on
from qiao.exchange.actions.platforms import (
    Agreed,
    Introduced,
    add_platform,
    agree_platform,
    check_platform,
    end_platform,
    share_crisis,
    unshare_crisis,
)
from qiao.exchange.actions.taking import Looked, look, platform_of, refuse, take

__all__ = [
    "Agreed",
    "Handed",
    "Introduced",
    "Looked",
    "add_platform",
    "adopt",
    "agree_platform",
    "begin_asking",
    "check_platform",
    "differ",
    "end_platform",
    "fetch",
    "give",
    "has_news",
    "join",
    "look",
    "look_for_likenesses",
    "make_token",
    "note_export",
    "part",
    "platform_of",
    "platform_of_token",
    "refresh",
    "refuse",
    "share_crisis",
    "stop_asking",
    "take",
    "take_on",
    "unshare_crisis",
]
