"""Kinds of contact: a call, a meeting where both leaders are anyway, a visit (M28)."""

from model.parameters.lever import Parameters, lever

TRIAL = "assumed (trial of the revised rules, docs/ODD.md)"


class Meetings(Parameters):
    """How a meeting or a visit differs from a call: its day, preparation and stakes (E26)."""

    call_preparation: float = lever(
        1, (0, 1), "share", "of the preparation that a contact needs, what a call needs [pc]", TRIAL
    )
    stake: float = lever(
        1, (0, 2), "ratio", "what asking for a meeting stakes, against a call [mw]", TRIAL
    )
    patience: float = lever(
        60, (1, 10000), "days", "days ahead at which a meeting is worth 1/e of a call", TRIAL
    )
    visit_days: float = lever(
        90, (1, 1000), "days", "days from an accepted visit to its day", "M28; assumed"
    )
    calling_off: float = lever(
        0,
        (0, 1),
        "1/day per tension",
        "chance that a planned contact is called off, per tension above `calm` [canc]",
        TRIAL,
    )
    calm: float = lever(0.6, (0, 3), "tension", "tension that a planned contact bears", TRIAL)
