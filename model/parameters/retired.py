"""Levers that no longer exist: what replaced them, and since when, for error messages."""

from typing import NamedTuple

SINCE = "0.1.0 (29 November 2026)"


class Retired(NamedTuple):
    """What became of a lever that no longer exists.

    Args:
        heir: the dotted path that replaces it (`<side>` for either side), or None.
        since: the version, or the date, since which it is gone.
        why: a clause that ends the sentence if there is no heir.
    """

    heir: str | None
    since: str
    why: str = ""


_NOTHING_TRAVELS = Retired(None, SINCE, "nothing travels along such a tie")
_NO_SECRET = Retired(None, SINCE, "what it carries is no secret and cannot leak")
RETIRED: dict[str, Retired] = {
    "accord.grand": Retired("<side>.agenda", SINCE),
    "network.command": _NOTHING_TRAVELS,
    "network.command.*": _NOTHING_TRAVELS,
    "network.brokerage": _NOTHING_TRAVELS,
    "network.brokerage.*": _NOTHING_TRAVELS,
    "network.influence.delay": Retired(None, SINCE, "opinions are heard within the day"),
    "network.influence.leak": _NO_SECRET,
    "network.broadcast.leak": _NO_SECRET,
    "network.lobby.leak": _NO_SECRET,
}
"""Old dotted path -> what became of it; `<side>` for the key of either side, `*` for any name."""


def _is_path_matching(pattern: str, path: str) -> bool:
    """Say whether a path fits a pattern, in which `<side>` and `*` stand for any one step."""
    wanted, given = pattern.split("."), path.split(".")
    return len(wanted) == len(given) and all(
        one in ("<side>", "*", other) for one, other in zip(wanted, given, strict=True)
    )


def describe_retired_setting(path: str) -> str | None:
    """Return a sentence on a setting that was removed; None if it never existed."""
    for pattern, retired in RETIRED.items():
        if _is_path_matching(pattern, path):
            if retired.heir is None:
                return f"{path} is gone since {retired.since}: {retired.why}."
            section = path.partition(".")[0]
            heir = retired.heir.replace("<side>", section) if "<side>" in pattern else retired.heir
            return f"{path} is gone since {retired.since}: {heir} has its part."
    return None
