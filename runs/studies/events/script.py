"""Events between two sides as a script: what each leader did on which day, and who met when.

Nothing is guessed. An event that is no kind of signal is counted under its code; of two events of
one side, slot and day the first counts, as a leader does one thing a day in each slot; and a kind
that asks is taken only if the file says who requested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from model.parameters import Configuration
from runs.studies.episodes.episode import Stage
from runs.studies.events.event_files import Event
from runs.studies.events.event_rows import ENVOYS_MEET, LEADERS_MEET
from runs.studies.events.mapping import EventMapping

SLOTS = ("contact", "material", "message")
STAGES: dict[str, Stage] = {LEADERS_MEET: "leader", ENVOYS_MEET: "envoy"}
NO_KIND = "no kind"
NOT_SENT = "not for a leader of that side to send"
WHO_ASKED = "an ask, and the file does not say who requested"
SAME_SLOT = "another act of the same day in its slot"


@dataclass(frozen=True)
class Window:
    """Which events count: those between two sides, from one day to another, both included.

    `words`: the file's names of the sides, in the scenario's order.
    """

    words: tuple[str, str]
    first: date
    last: date

    def includes(self, event: Event) -> bool:
        """Say whether an event is between the two sides and within the days."""
        is_theirs = {event.actor, event.recipient} == set(self.words)
        return is_theirs and self.first <= event.day <= self.last

    @property
    def days(self) -> int:
        """Number of days from the first to the last, both included."""
        return (self.last - self.first).days + 1


@dataclass
class Script:
    """The acts and contacts read from events.

    Args:
        acts: side's key -> acts in order, as a scripted policy takes them.
        contacts: stage -> the event of its first contact.
        claims: (side, who asked, as that side says) for each event of which the file says so.
        unused: reason -> code of the event -> number of such events.
        events: number of events of the two sides within the days.
        is_simulated: whether a row says that it is simulated.
    """

    acts: dict[str, list[dict[str, Any]]]
    contacts: dict[Stage, Event] = field(default_factory=dict)
    claims: list[tuple[str, str]] = field(default_factory=list)
    unused: dict[str, Counter[str]] = field(default_factory=dict)
    events: int = 0
    is_simulated: bool = False

    @property
    def used(self) -> int:
        """Number of events that became acts or contacts, or that repeat a contact of
        their stage.
        """
        return self.events - sum(sum(count.values()) for count in self.unused.values())

    def count_unused(self, reason: str, event: Event) -> None:
        """Count an event as unused, under the reason and the event's label."""
        self.unused.setdefault(reason, Counter())[event.label] += 1


def build_script(
    events: Iterable[Event], window: Window, mapping: EventMapping, config: Configuration
) -> Script:
    """Return the script of the events between a window's two sides within its days: each side's
    acts, with their days (the window's first is 1), and the first contact of each stage.

    Events that cannot be acts are counted in `unused`: reason -> code -> number. An event is a
    contact or an act of a kind if its `kind` says so, else by the first rule of `mapping` that
    applies.
    """
    keys = dict(zip(window.words, config.dyad.keys, strict=True))
    script = Script({key: [] for key in config.dyad.keys})
    seen: set[tuple[str, str, int]] = set()
    for event in sorted(filter(window.includes, events), key=lambda one: one.day):
        script.events += 1
        script.is_simulated |= bool(event.simulated)
        side = keys[event.actor]
        if event.requested_by_claimed:
            script.claims.append((side, keys.get(event.requested_by_claimed,
                                                 event.requested_by_claimed)))  # fmt: skip
        stage, kind = _find_stage_or_kind(event, mapping, config)
        if stage is not None:
            script.contacts.setdefault(stage, event)
            continue
        reason = _find_obstacle(event, kind, side, config)
        day = (event.day - window.first).days + 1
        if reason is None and (side, config.signal[str(kind)].slot, day) in seen:
            reason = SAME_SLOT
        if reason is not None:
            script.count_unused(reason, event)
            continue
        seen.add((side, config.signal[str(kind)].slot, day))
        script.acts[side].append({"day": day, "kind": kind})
    return script


def _find_stage_or_kind(
    event: Event, mapping: EventMapping, config: Configuration
) -> tuple[Stage | None, str | None]:
    """Return (stage, None) for a contact of leaders or envoys, (None, kind of signal) for an act,
    (None, None) if no rule applies; what the file itself states has precedence.
    """
    if event.kind in STAGES:
        return STAGES[event.kind], None
    if event.kind in config.signal:
        return None, event.kind
    rule = mapping.find_rule(event)
    return (rule.stage, rule.kind) if rule else (None, None)


def _find_obstacle(event: Event, kind: str | None, side: str, config: Configuration) -> str | None:
    """Return the reason why an event of this kind cannot be an act of a side's leader; None if it
    can.
    """
    signal = config.signal.get(kind or "")
    if signal is None:
        return NO_KIND
    is_for_leader = signal.slot in SLOTS and side in signal.sides and signal.enabled
    if not is_for_leader or "leader" not in signal.senders:
        return NOT_SENT
    names_asker = event.requested_by_true or event.requested_by_claimed
    if signal.ask and event.kind != kind and names_asker != event.actor:
        return WHO_ASKED
    return None
