"""Postures: named settings of one side's levers, or ranges from which some are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.parameters import Configuration
from runs.errors import WrongInput, find_nearest_names, make_unknown_option_error
from runs.plan.designs.kinds import LatinHypercube
from runs.plan.designs.ranges import check_lever_value
from runs.plan.designs.sampling import sample_points
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value, list_paths
from runs.studies.study_files import load_study_files

GROUP = "posture"
"""The folder of configs that holds them."""


class PostureFile(BaseModel):
    """A posture as written in a file: levers of the side that takes it, without the side's key.

    `ranges` gives lowest and highest values of levers, between which `draws` postures are drawn;
    `copies_other`: as in `Posture`.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    levers: dict[str, float] = {}
    ranges: dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]] = {}
    draws: int = Field(default=16, ge=2, le=1024)
    copies_other: bool = False

    @model_validator(mode="after")
    def _check_levers_or_copy(self) -> Self:
        """Return self; ValueError unless it has levers or ranges, or else copies_other alone."""
        if self.copies_other == bool(self.levers or self.ranges):
            raise ValueError("give levers or ranges, or else copies_other: true")
        return self


class Posture(NamedTuple):
    """A posture. `levers`: lever, without the side's key -> value; `copies_other`: whether it takes
    the levers of the other side's posture instead; `title`: its name in words.
    """

    name: str
    levers: Mapping[str, float]
    copies_other: bool = False
    title: str = ""


class Profile(NamedTuple):
    """The postures of both sides, in the order of the sides."""

    first: Posture
    second: Posture


def load_postures(
    composer: ConfigComposer, names: Sequence[str], config: Configuration, side: str
) -> list[Posture]:
    """Return a side's postures of these names (without names all that there are); one with ranges
    stands for several, drawn within them.

    Raises WrongInput for an unknown name, an invalid file, a lever that the side does not have, a
    value out of range, and a range the wrong way round.
    """
    known = load_study_files(composer, GROUP, PostureFile)
    found: list[Posture] = []
    for name in dict.fromkeys(names or known):
        if name not in known:
            raise make_unknown_option_error(GROUP, name, list(known))
        _check_posture_levers(name, known[name], config, side)
        found += _draw_postures_in_ranges(name, known[name], side)
    return found


def _check_posture_levers(
    name: str, posture: PostureFile, config: Configuration, side: str
) -> None:
    """Raise WrongInput for a lever that the side lacks, a value out of range, or a range the wrong
    way round.
    """
    plain = config.model_dump(mode="json")
    pairs = [*posture.levers.items()]
    pairs += [(lever, end) for lever, ends in posture.ranges.items() for end in ends]
    for lever, value in pairs:
        path = f"{side}.{lever}"
        if find_lever(path) is None or get_value(plain, path) is None:
            own = [one for one in list_paths(plain[side]) if find_lever(f"{side}.{one}")]
            raise WrongInput(f"posture {name}: {lever} is no lever of {side}.", key=lever,
                             value=value, allowed=[] if find_nearest_names(lever, own) else own,
                             nearest=find_nearest_names(lever, own))  # fmt: skip
        check_lever_value(path, value, f"posture {name}: ")
    for lever, (low, high) in posture.ranges.items():
        if low >= high:
            raise WrongInput(f"posture {name}: {lever}: the lower end comes first.", key=lever,
                             value=[low, high])  # fmt: skip


def _draw_postures_in_ranges(name: str, posture: PostureFile, side: str) -> list[Posture]:
    """Return the posture in a list or, if it has ranges, `posture.draws` postures NAME_0, NAME_1,
    ... drawn from these by a Latin hypercube.
    """
    if not posture.ranges:
        return [Posture(name, posture.levers, posture.copies_other, posture.title)]
    ranges = {f"{side}.{lever}": ends for lever, ends in posture.ranges.items()}
    table = sample_points(LatinHypercube(name="latin_hypercube", points=posture.draws), ranges)
    return [
        Posture(
            f"{name}_{place}",
            {
                **posture.levers,
                **dict(zip(posture.ranges, map(float, values), strict=True)),
            },
            title=f"{posture.title} {place}",
        )
        for place, values in enumerate(table.values)
    ]


def collect_profile_levers(profile: Profile, config: Configuration) -> dict[str, float]:
    """Return lever's path, with its side's key -> value, for the postures of both sides; a posture
    that copies the other takes the levers of the other side's posture.
    """
    first, second = (
        other if own.copies_other else own for own, other in (profile, profile[::-1])
    )  # fmt: skip
    pairs = zip(config.dyad.keys, (first, second), strict=True)
    return {f"{key}.{lever}": v for key, one in pairs for lever, v in one.levers.items()}
