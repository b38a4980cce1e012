"""What gives a leader a reason to ask, and what keeps it from asking: agenda, occasions, the "door"
(how far contact is cut), new leaders (M23, M25, M33).
"""

from model.parameters.lever import Parameters, lever

ODDS = "log-odds"
TRIAL = "assumed (trial of the revised rules, docs/ODD.md)"


class Agenda(Parameters):
    """The agenda that strikes fill, and occasions that give an ask an innocent reason (M25)."""

    strike: float = lever(
        0, (0, 5), "strike", "strike that fills a leader's agenda; 0 switches it off", TRIAL
    )
    memory: float = lever(0.93, (0, 1), "share", "agenda left a day later [ag]", TRIAL)
    cover: float = lever(
        0.8, (0, 1), "share", "part of what asking costs that a full occasion takes off [of]", TRIAL
    )
    welcome: float = lever(1, (0, 5), ODDS, "readiness to accept on a full occasion [oa]", TRIAL)
    days: float = lever(7, (1, 60), "days", "how long an occasion is felt, before and after", TRIAL)
    ritual_rate: float = lever(
        0,
        (0, 1),
        "1/day",
        "birthdays, holidays, condolences of a side: rate of random occasions",
        TRIAL,
    )
    ritual_size: float = lever(0.3, (0, 1), "share", "size of such an occasion", TRIAL)


class Door(Parameters):
    """Contact that a side has cut: what reopening costs, and what repairs it (M23, M33)."""

    weight: float = lever(
        0, (0, 10), ODDS, "a shut door against asking from behind it, and accepting [dw]", TRIAL
    )
    fading: float = lever(400, (1, 100000), "days", "after which a word given has faded", TRIAL)
    mend: float = lever(0.3, (0, 1), "share", "of a shut door that an amends opens", TRIAL)
    accord: float = lever(0.3, (0, 1), "share", "of a shut door that an accord opens", TRIAL)
    new_leader: float = lever(
        0.6, (0, 1), "share", "of vows, fears and doors that go with a leader [nl]", TRIAL
    )
    congratulation: float = lever(
        0.7, (0, 1), "share", "size of the occasion that a new leader gives", TRIAL
    )
