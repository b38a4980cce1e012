"""Publics whose feelings move fast: markets, and a leader's approval (M34)."""

from model.parameters.lever import Parameters, lever

TRIAL = "assumed (trial of the revised rules, docs/ODD.md)"
OFF = "M34; assumed; 0 switches it off"


class Markets(Parameters):
    """What groups of function `market` price in within days (E24)."""

    jump: float = lever(
        0, (0, 10), "ratio", "loss priced at once, per unit of exposure and strike [mx]", OFF
    )
    memory: float = lever(0.9, (0, 1), "share", "loss left a day later: half in 6.6 days", TRIAL)
    rebound: float = lever(
        1, (0, 1), "share", "of a loss that a fall of the other's tariff takes back", "M34; assumed"
    )
    panic: float = lever(
        0, (0, 20), "ratio", "weight with the leader that a loss far past the threshold adds", OFF
    )
    threshold: float = lever(
        0.3, (0, 10), "pain", "loss past which markets weigh more", "M34; assumed"
    )
    width: float = lever(0.05, (0.001, 10), "pain", "how soft that threshold is", "M34; assumed")


class Approval(Parameters):
    """A leader's approval at home: what moves it, and what it does (E25)."""

    memory: float = lever(
        0.987,
        (0, 1),
        "share",
        "of its distance from its level that is left a day later",
        "S202: .68 of it after 30 days",
    )
    spread: float = lever(
        0,
        (0, 0.5),
        "share",
        "standard deviation in the long run of what nothing here explains",
        OFF,
    )
    pain: float = lever(0, (0, 2), "share per pain", "approval that lasting pain takes", OFF)
    outrage: float = lever(
        0,
        (-1, 1),
        "share per outrage",
        "approval that lasting outrage takes, or gives below 0",
        OFF,
    )
    rally: float = lever(0, (0, 1), "share per strike", "rally on a strike of the other", OFF)
    refusal: float = lever(
        0, (0, 1), "share", "rally when the leader refuses the other's request in view", OFF
    )
    relief: float = lever(
        0, (0, 50), "log-odds per share", "worth of relief per approval lost since the start", OFF
    )


class ApprovalOfSide(Parameters):
    """A side's own start value of its leader's approval."""

    approval: float = lever(
        0.5, (0, 1), "share", "approval of its leader at the start, about which it moves (M34)"
    )
