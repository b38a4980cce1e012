"""What is changed from a day on: acts of leaders and shocks, as interventions.

A setting cannot be changed in the middle of a run: what follows from it is computed once, before
the first day. So a fork changes acts; a lever is changed over the whole run (`turning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from model.parameters import Configuration, parse_configuration
from model.parameters.calendar import Intervention
from runs.errors import WrongInput, find_nearest_names

WORLD, NOTHING, WITHOUT = "world", "nothing", "without"
OPEN = "?"
"""Stands for the amount that is looked for."""
AMOUNTS = ("tension", "goodwill", "ambush", "outrage", "pain")
SLOTS = ("contact", "material", "message")
EXAMPLES = (
    "SIDE:KIND", f"SIDE:{NOTHING}", f"SIDE:{WITHOUT}:KIND", "SIDE:outrage=0.3",
    f"{WORLD}:tension=-0.2", f"{WORLD}:tension={OPEN}",
)  # fmt: skip


class Change(NamedTuple):
    """A change made by a fork.

    Args:
        text: as typed.
        fields: of the intervention, without its days.
        amount: name of the amount left open; "" if none is.
    """

    text: str
    fields: dict[str, Any]
    amount: str = ""

    def set_amount(self, value: float) -> Change:
        """Return the change with its open amount set to a value."""
        return Change(self.text.replace(OPEN, f"{value:.6g}"), {**self.fields, self.amount: value})


def parse_change(text: str, config: Configuration) -> Change:
    """Return the change that a text such as `SIDE:KIND` describes (all forms: EXAMPLES); WrongInput
    for another text.
    """
    who, sign, act = text.partition(":")
    keys = config.dyad.keys
    side = None if who == WORLD else who
    if not sign or not act or (side is not None and side not in keys):
        raise _make_change_error(text, "a side, a colon and an act are wanted", (*keys, WORLD))
    if "=" in act:
        return _parse_shock(text, side, act)
    if side is None:
        raise _make_change_error(
            text, "the world sends nothing: give an amount", (f"{WORLD}:tension=0.2",)
        )
    if act == NOTHING:
        return Change(text, {"do": "mute", "side": side})
    lead, _, muted = act.partition(":")
    kind = muted if lead == WITHOUT else act
    known = list_signal_kinds(config, side)
    if kind not in known:
        reason = f"do={text}: a leader of {side} has no kind of signal {kind}."
        raise WrongInput(reason, key="do", value=text, allowed=known,
                         nearest=find_nearest_names(kind, known))  # fmt: skip
    return Change(text, {"do": "mute" if lead == WITHOUT else "signal", "side": side, "kind": kind})


def list_signal_kinds(config: Configuration, side: str) -> list[str]:
    """Return the kinds of signal that a side's leader may send, in the order of the menu."""
    return [
        name
        for name, kind in config.signal.items()
        if kind.slot in SLOTS and kind.enabled and side in kind.sides and "leader" in kind.senders
    ]


def _parse_shock(text: str, side: str | None, assignment: str) -> Change:
    """Return the change that an assignment `AMOUNT=NUMBER` describes, or `AMOUNT=?` (amount left
    open); WrongInput for another.

    side: None for the world; text: all that was typed, for errors.
    """
    name, _, number = assignment.partition("=")
    if name not in AMOUNTS:
        raise _make_change_error(text, f"{name} is no amount of a shock", AMOUNTS)
    if number == OPEN:
        return Change(text, {"do": "shock", "side": side}, name)
    try:
        value = float(number)
    except ValueError:
        raise _make_change_error(
            text, f"{number} is no number", (f"{name}=0.2", f"{name}={OPEN}")
        ) from None
    low, high = get_amount_range(name)
    if not low <= value <= high:
        raise _make_change_error(text, "out of range", (f"{low:g} to {high:g} ({name})",))
    return Change(text, {"do": "shock", "side": side, name: value})


def get_amount_range(name: str) -> tuple[float, float]:
    """Return the smallest and the largest value of an amount (one of AMOUNTS) of a shock."""
    limits: dict[str, float] = {}
    for mark in Intervention.model_fields[name].metadata:
        limits |= {end: getattr(mark, end) for end in ("ge", "le") if hasattr(mark, end)}
    return limits["ge"], limits["le"]


def _make_change_error(text: str, reason: str, allowed: tuple[str, ...]) -> WrongInput:
    """Return the WrongInput for a text that describes no change, with what is allowed and
    examples.
    """
    shown = (*allowed, *(one for one in EXAMPLES if one not in allowed))
    return WrongInput(f"do={text}: {reason}.", key="do", value=text, allowed=shown)


def _require_consistent_acts(changes: Mapping[str, Change]) -> None:
    """Raise WrongInput if a side is both to send and not to send a kind of signal."""
    sent = {(one.fields["side"], one.fields["kind"]): text for text, one in changes.items()
            if one.fields["do"] == "signal"}  # fmt: skip
    for text, one in changes.items():
        if one.fields["do"] != "mute":
            continue
        for (side, kind), act in sent.items():
            if side == one.fields["side"] and one.fields.get("kind", kind) == kind:
                raise WrongInput(f"do={act} and do={text} contradict each other.", key="do",
                                 value=[act, text])  # fmt: skip


def fork_configuration(
    config: Configuration, changes: Mapping[str, Change], day: int, days: int
) -> Configuration:
    """Return the configuration with changes added as interventions from a day on; the configuration
    itself if there are none.

    Raises WrongInput for days outside the run, acts that contradict each other, or a change that
    the model refuses.

    Args:
        config: the run's.
        changes: text -> change, none with an open amount.
        day: the first day, from 1 to the horizon.
        days: number of days in a row.
    """
    if not 1 <= day <= config.horizon:
        raise WrongInput(f"day={day} is not in the run.", key="day", value=day,
                         allowed=[f"1 to {config.horizon}"])  # fmt: skip
    if not changes:
        return config
    _require_consistent_acts(changes)
    last = config.horizon - day + 1
    if days > last:
        raise WrongInput(f"days={days} reach beyond the run.", key="days", value=days,
                         allowed=[f"1 to {last}"])  # fmt: skip
    plain = config.model_dump(mode="json")
    dates = {"day": day, "count": days}
    plain["interventions"] = [
        *plain["interventions"], *({**change.fields, **dates} for change in changes.values()),
    ]  # fmt: skip
    try:
        return parse_configuration(plain)
    except ValidationError as error:
        message = error.errors(include_url=False)[0]["msg"]
        raise WrongInput(f"do: {message}.", key="do", value=list(changes)) from None
