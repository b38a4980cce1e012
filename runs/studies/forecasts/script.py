"""What has been observed of a standoff up to a day: its beginning, and what each leader did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from model.menu import SLOTS
from model.parameters import Configuration
from model.parameters.policy import Scripted
from runs.errors import WrongInput, find_nearest_names
from runs.plan.settings.compose import ConfigComposer
from runs.studies.composition import compose_with_overrides
from runs.studies.episodes.episode import GROUP, Episode
from runs.studies.study_files import load_study_files, read_study_file, select_entries


class ObservedAct(NamedTuple):
    """An act of a leader: the index of its side (0 or 1), the day (first day 1), the slot and the
    kind.

    Kind None: on that day the leader did nothing in that slot.
    """

    side: int
    day: int
    slot: str
    kind: str | None


class ObservedScript(NamedTuple):
    """What has been observed of a standoff.

    Args:
        name: of the episode whose start it has.
        config: the configuration at that start, in which both leaders choose by their own rules.
        acts: up to the day, in order; at most one per side, day and slot.
        day: the last observed day, from 1.
        later: number of acts after it, which are ignored.
    """

    name: str
    config: Configuration
    acts: tuple[ObservedAct, ...]
    day: int
    later: int


def read_observed_script(
    composer: ConfigComposer, name: str, day: int, horizon: int, complete_slots: Sequence[str] = ()
) -> ObservedScript:
    """Return what was observed of an episode up to a day, from the policy files that `taijie
    import` writes (policy/NAME_SIDE.yaml).

    Args:
        composer: composes the episode.
        name: of the episode.
        day: the last day whose acts count.
        horizon: number of days to simulate.
        complete_slots: slots in which a day without an act means that nothing was done, by sides
            that have a policy file.

    Raises WrongInput for an unknown name, act or day, before anything is simulated.
    """
    known = load_study_files(composer, GROUP, Episode)
    ((own, episode),) = select_entries(known, [name], GROUP).items()
    config = compose_with_overrides(composer, f"episode {own}", episode.overrides, horizon)
    if not 1 <= day < horizon:
        raise WrongInput(f"day={day} leaves nothing to forecast.", key="day", value=day,
                         allowed=[f"1 to {horizon - 1}"])  # fmt: skip
    acts: dict[tuple[int, int, str], ObservedAct] = {}
    later, files = 0, list(_list_script_files(composer, own, config))
    for side, path in files:
        for act in _read_acts(path, side, config):
            later += act.day > day
            if act.day <= day:
                acts.setdefault((side, act.day, act.slot), act)
    for slot in complete_slots:
        for side, _ in files:
            for today in range(1, day + 1):
                acts.setdefault((side, today, slot), ObservedAct(side, today, slot, None))
    ordered = sorted(acts.values(), key=lambda act: (act.day, act.side, SLOTS.index(act.slot)))
    return ObservedScript(own, config, tuple(ordered), day, later)


def _list_script_files(
    composer: ConfigComposer, name: str, config: Configuration
) -> Iterator[tuple[int, Path]]:
    """Yield (index of a side, its policy file), for sides that have one; WrongInput if neither
    has.
    """
    folder = (composer.own or Path("configs")) / "policy"
    paths = [folder / f"{name}_{key}.yaml" for key in config.dyad.keys]
    if not any(path.is_file() for path in paths):
        raise WrongInput(
            f"{name} has no script: there is neither {paths[0]} nor {paths[1].name}. `taijie"
            " import` writes them.", key="script", value=name,
        )  # fmt: skip
    yield from ((side, path) for side, path in enumerate(paths) if path.is_file())


def _read_acts(path: Path, side: int, config: Configuration) -> Iterator[ObservedAct]:
    """Yield the acts in a side's policy file, one for each day; WrongInput for a kind that its
    leader cannot send.
    """
    key = config.dyad.keys[side]
    kinds = {
        name: kind.slot
        for name, kind in config.signal.items()
        if kind.slot in SLOTS and kind.enabled and key in kind.sides and "leader" in kind.senders
    }
    for act in read_study_file(path, Scripted).acts:
        if act.kind not in kinds:
            raise WrongInput(
                f"{path.name}: a leader of {key} has no kind of signal {act.kind}.", key="kind",
                value=act.kind, allowed=list(kinds), nearest=find_nearest_names(act.kind, kinds),
            )  # fmt: skip
        for day in range(act.day, (act.until or act.day) + 1):
            yield ObservedAct(side, day, kinds[act.kind], act.kind)
