"""The cast as data: one entry per agent (or set of similar members); a new one needs no Python."""

from typing import Literal, get_args

from pydantic import Field, model_validator

from model.parameters.lever import Parameters, lever

Function = Literal[
    "adviser", "mediator", "firm", "host", "neutral", "trading_partner", "satirist", "market"
]
Role = Literal["leader", "envoy", "constituency", "third_party", "press", "audience"]
ROLES: tuple[str, ...] = get_args(Role)
"""The model's own; any other name is that of a user's role (agents.own_roles)."""


class Member(Parameters):
    """One agent of the cast, at `cast.<name>`; its draws are named by that name, so it may not
    change.
    """

    role: Role | str
    side: str | None = None
    title: str = Field(min_length=1)
    functions: list[Function] = Field(default=[], description="what rules know it for")
    tags: list[str] = Field(default=[], description="groups at which a kind of signal may aim")
    members: int = Field(default=1, ge=1, le=1_000_000)
    weight: float = lever(
        1, (0, 100), "share", "weight in what the leader feels, or influence of a press"
    )
    exposure_other: float = lever(
        1, (0, 20), "ratio", "exposure to the other's tariff against the side's mean"
    )
    exposure_self: float = lever(
        1, (0, 20), "ratio", "exposure to the own tariff against the side's mean"
    )
    exposure_control: float = lever(
        1, (0, 20), "ratio", "exposure to export controls against the side's mean"
    )
    exposure_purchases: float = lever(
        1,
        (0, 20),
        "ratio",
        "exposure to withheld purchases against the side's mean",
        "M29; assumed",
    )
    lag: float = lever(1, (0.05, 10), "ratio", "lag against the side's")
    nationalism: float = lever(1, (0, 10), "ratio", "outrage per strike against the side's")
    anchor: float = lever(0, (-1, 1), "opinion", "own view: a deal -1, firmness 1")
    susceptibility: float = lever(0.5, (0, 1), "share", "openness to others' opinions [Lambda]")
    echo: float = lever(0, (0, 1), "share", "how far it echoes its leader (elites)")
    activity: float = lever(
        1, (0, 20), "ratio", "share in the side's envoy work, or initiatives a year"
    )
    skill: float = lever(1, (0, 5), "ratio", "preparation done at a meeting against the usual")
    bias: float = lever(0, (-1, 1), "share", "leaning to the first side 1, to the second -1")
    reach: float = lever(1, (0, 1), "share", "share of a broadcast that a press passes on")

    @model_validator(mode="after")
    def _check_role(self) -> "Member":
        """Return self; ValueError if its side, tags, functions or members do not fit its role."""
        if self.role in ("leader", "envoy", "constituency") and self.side is None:
            article = "an" if self.role == "envoy" else "a"
            raise ValueError(f"{article} {self.role} needs a side: write side: KEY")
        known = sorted({*self.tags} & {*get_args(Function)})
        if known:
            raise ValueError(f"tags: {known} are functions: write functions: [{', '.join(known)}]")
        if "market" in self.functions and self.role != "constituency":
            raise ValueError(f"functions: market is for a constituency, and this is a {self.role}")
        if self.role == "leader" and self.members != 1:
            raise ValueError("a leader is one agent: members must be 1")
        return self
