"""Threats of a tariff level by a date (M29)."""

from model.parameters.lever import Parameters, lever

ODDS = "log-odds"
TRIAL = "M29; assumed (trial of the revised rules, docs/ODD.md)"


class Threat(Parameters):
    """When a threat is due, how it is felt before, and what decides whether it is carried out
    (M29).
    """

    due: float = lever(
        0,
        (0, 365),
        "days",
        "from a threat to its date on an empty agenda; 0: threats name no date",
        "M29; assumed: those of 2025 gave 1 to 22 days (S029, S112)",
    )
    felt_days: float = lever(
        7, (1, 365), "days", "before its date over which a threat is felt [hp]", TRIAL
    )
    size: float = lever(
        4,
        (0, 20),
        "log-odds per 100 %",
        "what the size of its object adds to carrying it out [kr]",
        "M29; assumed: as the gap adds to a rise in answer",
    )
    hits: float = lever(
        6,
        (0, 20),
        "log-odds per strike",
        "what strikes lately taken add to carrying it out [kh]",
        "M29; assumed: as they add to a rise in answer",
    )
    restraint: float = lever(
        0.5,
        (0, 10),
        "log-odds per pressure",
        "what pressure from home takes off carrying it out",
        TRIAL,
    )
