"""A kind of signal as data: who may send it, how, what it means and does, and what moves a leader
to it.
"""

from typing import Literal

from pydantic import Field, model_validator

from model.parameters.issues import Issue
from model.parameters.lever import Parameters, lever

ODDS = "log-odds"
Slot = Literal["contact", "material", "message", "reply", "readout", "envoy", "event"]
Form = Literal[
    "nothing", "request", "stone", "act", "denounce", "accept", "refuse", "readout", "result"
]
Speaker = Literal["leader", "office"]
"""Who says a word for a side (M32): its leader, or an office: its spokesmen in the cast."""
Receiver = Literal["other_leader", "own_home", "other_home", "world", "everyone"]
ChannelName = Literal["command", "diplomatic", "broadcast", "lobby", "influence", "brokerage"]


SPOKEN = ("message", "readout")
"""Slots of what is said, where an office may speak for its leader (M32)."""


class Effects(Parameters):
    """What a signal changes when it arrives; each effect is 0 unless the kind sets it."""

    tension: float = lever(0, (-2, 2), "tension", "added to the tension between the sides [Z]")
    goodwill: float = lever(0, (-2, 2), "goodwill", "added to the goodwill between the sides [G]")
    slight: float = lever(
        0, (-2, 2), "strike", "felt by the other's publics like a strike of this size"
    )
    own_face: float = lever(0, (-2, 2), "W", "posted to the sender's face")
    other_face: float = lever(0, (-2, 2), "W", "posted to the receiver's face")
    ambush: float = lever(0, (-1, 1), "probability", "added to the receiver's ambush belief")
    door: float = lever(0, (-1, 1), "share", "added to the sender's own shut door")
    mend: float = lever(0, (0, 1), "share", "of a full amends: opens the receiver's door")
    vow: float = lever(0, (-3, 3), "ratio", "added to the sender's vow not to ask: tied hands")
    claim: float = lever(
        0, (-1, 1), "share", "says that the other (1) or the sender (-1) is asking"
    )
    eager: float = lever(
        0, (0, 1), "share", "of an eager word: shows that the sender wants contact [E]"
    )
    predict: float = lever(
        0, (0, 1), "share", "of a prediction that a contact comes soon, true or not in time"
    )
    accuse: float = lever(
        0, (0, 1), "share", "puts in the air of the receiver what a denial may answer"
    )
    preparation: float = lever(0, (-10, 30), "days", "added to the preparation of a contact [c]")
    relief: float = lever(
        0, (-2, 2), "pain", "taken from the pain of the targeted groups of the other side"
    )
    own_relief: float = lever(0, (-2, 2), "pain", "taken from the pain of the sender's own groups")
    reaction: float = lever(
        0, (0, 2), "share", "share of the reaction gap by which the sender's tariff rises"
    )
    cut: float = lever(0, (0, 1), "share", "share of the sender's tariff taken off")
    control: float = lever(
        0, (-2, 2), "ratio", "export controls added, times the sender's control speed"
    )
    strike: float = lever(0, (0, 2), "strike", "felt as a strike whatever the tariff")
    withhold: float = lever(
        0, (-1, 1), "share", "of the sender's purchases that it withholds; below 0 resumes"
    )
    threat: float = lever(
        0, (0, 2), "share", "of the reaction gap that it threatens to raise by, at a date"
    )


class Motives(Parameters):
    """What moves a leader to this kind: weights in log-odds per unit of each feature
    (docs/ODD.md).
    """

    constant: float = lever(0, (-20, 20), ODDS, "standing appeal of the kind")
    relief: float = lever(0, (-10, 10), ODDS, "per unit of relief expected of an end [R]")
    pressure: float = lever(0, (-10, 10), ODDS, "per unit of pressure from home [p]")
    outrage: float = lever(0, (-10, 10), ODDS, "per unit of outrage at home [O]")
    reaction_gap: float = lever(0, (-20, 20), ODDS, "per 100 % the reaction rule asks for [gap]")
    recent_hits: float = lever(0, (-20, 20), ODDS, "per unit of strikes lately taken [hit]")
    retaliation: float = lever(
        0, (-20, 20), ODDS, "per unit of min(1, hit + standing_threat x the other's tariff)"
    )
    chokepoint: float = lever(0, (-20, 20), ODDS, "per unit of the logarithm of one's chokepoint")
    yielding: float = lever(
        0, (-10, 10), ODDS, "per unit of phi lambda (1 + A): the cost of yielding in view"
    )
    tension: float = lever(0, (-10, 10), ODDS, "per unit of tension [Z]")
    goodwill: float = lever(0, (-10, 10), ODDS, "per unit of goodwill [G]")
    agreed: float = lever(0, (-20, 20), ODDS, "when a contact is agreed and not yet held")
    rumour: float = lever(
        0, (-10, 10), ODDS, "per unit of probability, at home, that one is the asker"
    )
    accused: float = lever(0, (-20, 20), ODDS, "after the other lately said that one asked")
    suitor: float = lever(0, (-10, 10), ODDS, "per unit of the other's perceived need")
    courted: float = lever(
        0, (-20, 20), ODDS, "per unit of the other's vague approaches and requests of late"
    )
    agenda: float = lever(
        0, (-10, 10), ODDS, "per unit of what is on: agenda or occasion, the fuller [a]"
    )
    shut_out: float = lever(0, (-10, 10), ODDS, "per unit of the other's shut door [S_j]")
    bonus: float = lever(0, (-10, 10), ODDS, "per unit of the worth of the other's coming first")
    ambush: float = lever(0, (-10, 10), ODDS, "per unit of one's own ambush belief")
    breach: float = lever(
        0, (-10, 10), ODDS, "per unit of compliance that the other lacks under an accord"
    )
    truth: float = lever(0, (-20, 20), ODDS, "when one truly asked (readouts)")
    credit: float = lever(
        0, (-10, 10), ODDS, "per phi W (1 + A): face at stake in who is seen to ask"
    )
    optics: float = lever(0, (-10, 10), ODDS, "per phi times the optics of meeting")
    tie: float = lever(0, (-10, 10), ODDS, "per unit of belief in a personal tie")
    rarity: float = lever(0, (-10, 10), ODDS, "per minus the logarithm of one's gesture rate")
    deny: float = lever(0, (-10, 10), ODDS, "per unit of one's deny propensity")
    silence: float = lever(0, (-10, 10), ODDS, "per unit of one's reply silence")
    summit: float = lever(0, (-10, 10), ODDS, "on days with a summit or its sidelines")


class Signal(Parameters):
    """One kind of signal, at `signal.<kind>`; a YAML entry is enough to add one."""

    title: str = Field(min_length=1)
    slot: Slot
    form: Form = "act"
    family: str | None = None
    enabled: bool = True
    senders: list[Literal["leader", "envoy", "third_party", "press"]] = ["leader"]
    sides: list[str] = Field(default=["first", "second"], min_length=1)
    voices: dict[str, Speaker] = Field(
        default={}, description="side -> who says it for that side; the leader unless named"
    )
    receiver: Receiver = "other_leader"
    channel: ChannelName = "diplomatic"
    public: bool = False
    approach: bool = False
    ask: bool = False
    contact: Literal["call", "meeting", "visit"] = Field(
        default="call", description="kind of contact that a request asks for (M28)"
    )
    denies: bool = False
    breaks: Issue | None = Field(
        default=None, description="issue on which it is a step against the other"
    )
    eases: Issue | None = Field(
        default=None, description="issue on which it is a step towards the other"
    )
    target: str | None = None
    plover: str | None = None
    cameo: str | None = None
    goldstein: float | None = Field(default=None, ge=-10, le=10)
    source: str = Field(min_length=1)
    potency: float = lever(
        1, (0, 1), "share", "scales every effect; 0 keeps the option and empties it"
    )
    deniability: float = lever(
        0, (0, 1), "probability", "how far the sender can deny its meaning [den]"
    )
    clarity: float = lever(1, (0, 1), "probability", "chance of being read as meant [clar]")
    leak: float = lever(0, (0, 1), "probability", "chance of becoming public [leak]")
    need: float = lever(1, (0.1, 10), "odds ratio", "need read into it when unanswered [L]")
    imposition: float = lever(0.4, (0, 3), "W", "imposition of the act [R]")
    verifiability: float = lever(
        0, (0, 1), "probability", "chance that a falsehood in it is checked"
    )
    backfire: float = lever(0, (0, 2), "W", "face abroad lost when a falsehood is checked")
    quoting: float = lever(0, (0, 1), "ratio", "audience cost a quoted promise puts on the quoted")
    joint: float = lever(0, (0, 1), "share", "framing as a success of both")
    effects: Effects = Effects()
    motives: Motives = Motives()

    @model_validator(mode="after")
    def _check_form_fits_slot(self) -> "Signal":
        """Return self; ValueError if form, contact, ask or voices do not fit its slot."""
        fits = {
            "contact": {"nothing", "request", "stone"},
            "material": {"nothing", "act", "denounce"},
            "message": {"nothing", "act"},
            "reply": {"accept", "refuse"},
            "readout": {"readout", "nothing"},
            "envoy": {"nothing", "request", "act"},
            "event": {"result", "nothing", "act"},
        }[self.slot]
        if self.form not in fits:
            raise ValueError(
                f"form {self.form!r} does not fit slot {self.slot!r}; allowed: {sorted(fits)}"
            )
        if self.contact != "call" and (self.slot, self.form) != ("contact", "request"):
            raise ValueError(f"contact: {self.contact} is asked for by a request in slot 'contact'")
        if self.ask and not self.approach:
            raise ValueError("ask: true needs approach: true (an explicit ask is an approach)")
        if self.voices and self.slot not in SPOKEN:
            raise ValueError(f"voices: slot {self.slot!r} is not spoken; allowed: {list(SPOKEN)}")
        return self
