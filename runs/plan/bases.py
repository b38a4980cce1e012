"""Overrides that apply to all variants of a plan, and those that a named variant replaces.

A named variant wins over the command line, so `experiment=first_call SIDE.accounting=mutual` may
reach some variants of that experiment and not others. The user is told of both: the plan names
every override that a variant overrules, and the name of a variant continues with what was changed
in it (`as reported, SIDE.accounting=mutual`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from runs.plan.settings.overrides import Setting, format_label, get_value

NAMED = 3
"""Changes that are part of a name; further ones are counted."""
LONGEST = 40
"""Characters of one change in a name."""
SHOWN = 5
"""Values of a swept setting up to which all are named."""
HORIZON = "horizon"
"""Said wherever runs are; part of no name that stands for more than it."""
ABSENT = object()


class OverruledOverride(NamedTuple):
    """An override of the command line without effect in a named variant, whose own override `by`
    sets the same.
    """

    variant: str
    override: str
    by: str


def list_overruled_settings(
    base: Sequence[Setting],
    named: Sequence[Setting],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> list[tuple[Setting, str]]:
    """Return (setting, text of the variant's own setting that overrules it) for each setting of the
    command line that a named variant overrules.

    base: settings of the command line; named: the variant's own; before, after: the configuration's
    nested values without and with `named`.
    """
    choices = {one.key: one for one in named if one.is_choice}
    lost = []
    for one in base:
        if one.is_choice:
            mine = choices.get(one.key)
            if mine is not None and mine.value != one.value:
                lost.append((one, mine.text))
        elif any(
            get_value(before, path, ABSENT) != get_value(after, path, ABSENT)
            for path in _list_leaf_paths(one.key, one.value)
        ):
            lost.append((one, _find_overruling_setting(one.key, named)))
    return lost


def format_changes(settings: Sequence[Setting], has_name: bool) -> str:
    """Return settings as shown in a variant's name, at most NAMED of them: "SIDE.pain=0.3 and 2
    more". A horizon is shown only if it is all that is changed in a variant without a name.

    has_name: whether the variant has one.
    """
    told = [f"{format_label(one.key)}={one.shown}" for one in settings if one.key != HORIZON]
    if not told and not has_name:
        told = [f"{format_label(one.key)}={one.shown}" for one in settings]
    cut = [text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in told]
    more = f" and {len(cut) - NAMED} more" if len(cut) > NAMED else ""
    return ", ".join(cut[:NAMED]) + more


def list_shared_overrides(
    overrides: Sequence[Sequence[str]], varied: Sequence[Collection[str]]
) -> list[str]:
    """Return the overrides that all variants of a batch have, in the order of the first variant,
    without those of settings that vary in every variant; [] without variants.

    overrides: KEY=VALUE texts of each variant; varied: keys of the settings that set each apart.
    """
    if not overrides:
        return []
    shared = set(overrides[0]).intersection(*overrides[1:])
    own = set(varied[0]).intersection(*varied[1:])
    return [text for text in overrides[0] if text in shared and text.partition("=")[0] not in own]


def list_swept_overrides(
    overrides: Sequence[Sequence[str]], varied: Sequence[Collection[str]]
) -> list[str]:
    """Return `KEY=VALUE,VALUE`, as a sweep is typed, for each setting that all variants of a batch
    set and whose values differ; of more than SHOWN values the first two and the last.

    overrides: KEY=VALUE texts of each variant; varied: keys of the settings that set each apart.
    """
    told = []
    for key in varied[0] if varied else ():
        texts = [text for own in overrides for text in own if text.partition("=")[0] == key]
        values = list(dict.fromkeys(text.partition("=")[2] for text in texts))
        if len(texts) == len(overrides) > 1 and len(values) > 1:
            shown = values if len(values) <= SHOWN else [*values[:2], "...", values[-1]]
            told.append(f"{key}={','.join(shown)}")
    return told


def describe_batch_settings(experiment: str | None, overrides: Sequence[str]) -> str:
    """Return a batch's settings as one line: `first_call: SIDE.pain=0.3`, or "as configured"."""
    parts = [experiment or "", ", ".join(overrides)]
    return ": ".join(part for part in parts if part) or "as configured"


def _list_leaf_paths(key: str, value: object) -> list[str]:
    """Return the dotted paths that a setting sets: its key, or for a mapping those of all its
    leaves.
    """
    if isinstance(value, Mapping) and value:
        return [
            leaf
            for name, below in value.items()
            for leaf in _list_leaf_paths(f"{key}.{name}", below)
        ]
    return [key]


def _find_overruling_setting(key: str, named: Sequence[Setting]) -> str:
    """Return the text of the variant's last own setting that sets this key, a part of it or what it
    is part of; without one the texts of all its group choices, joined.
    """
    near = [
        one.text
        for one in named
        if not one.is_choice
        and (one.key == key or key.startswith(f"{one.key}.") or one.key.startswith(f"{key}."))
    ]
    choices = [one.text for one in named if one.is_choice]
    return near[-1] if near else ", ".join(choices)
