"""The network as data: a topology and, for each channel, its delay, leak and distortion."""

from typing import Any, Literal

from pydantic import Field, model_validator

from model.parameters.lever import Parameters, lever
from model.parameters.ties import read_ties

ChannelName = Literal["command", "diplomatic", "broadcast", "lobby", "influence", "brokerage"]


class Hearing(Parameters):
    """The levers of ties along which opinions are heard."""

    distortion: float = lever(0, (0, 1), "share", "meaning lost on one tie")


class OpenChannel(Hearing):
    """The levers of ties along which signals travel that are no secret.

    Along several ties in a row, delays add up and losses compound.
    """

    delay: int = Field(default=0, ge=0, le=60, description="days a signal needs along one tie")


class Channel(OpenChannel):
    """The levers of ties along which private signals travel, which may leak."""

    leak: float = lever(0, (0, 1), "probability", "chance of becoming public on one tie")


class Tie(Parameters):
    """One tie of a user's own network; a number that is not given is the channel's."""

    source: str
    target: str
    channel: ChannelName
    delay: int | None = Field(default=None, ge=0, le=60)
    leak: float | None = Field(default=None, ge=0, le=1)
    distortion: float | None = Field(default=None, ge=0, le=1)
    weight: float | None = Field(default=None, gt=0, le=1e6)


class Network(Parameters):
    """The topology of influence among the publics, and the channels by which signals travel.

    Ties of command and brokerage only say who may reach whom; nothing travels along them.
    """

    topology: Literal["hub", "small_world", "polarised", "file"] = "hub"
    file: str | None = None
    ties: list[Tie] = Field(
        default=[], description="ties of a user's file, read when it is validated"
    )
    degree: int = Field(default=4, ge=1, le=100, description="influence ties a member listens to")
    rewiring: float = Field(
        default=0.1, ge=0, le=1, description="small world: share of ties rewired"
    )
    homophily: float = Field(default=0.9, ge=0, le=1, description="polarised: ties within one camp")
    partisan: float = Field(
        default=0.5, ge=0, le=1, description="bias beyond which a press reaches one home alone"
    )
    diplomatic: Channel = Channel()
    broadcast: OpenChannel = OpenChannel()
    lobby: OpenChannel = OpenChannel()
    influence: Hearing = Hearing()

    @model_validator(mode="before")
    @classmethod
    def _read_ties_file(cls, data: Any) -> Any:
        """Return the values with the ties read from `file`, unless ties are given."""
        if isinstance(data, dict) and data.get("file") and not data.get("ties"):
            return {**data, "ties": read_ties(str(data["file"]))}
        return data

    @model_validator(mode="after")
    def _check_topology_and_file(self) -> "Network":
        """Return self; ValueError if only one of topology `file` and ties is given."""
        if (self.topology == "file") != bool(self.ties):
            raise ValueError("topology: file and file: <path to GraphML or CSV> go together")
        return self
