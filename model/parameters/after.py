"""What follows a contact, third parties, and what is remembered across standoffs (M14, M15, M18,
M19).
"""

from pydantic import Field

from model.parameters.issues import Issue
from model.parameters.lever import Parameters, lever

ODDS = "log-odds"
TRIAL = "assumed (trial of the equations, docs/ODD.md)"
OFF = "assumed; 0 switches it off"


class Accord(Parameters):
    """What follows a contact: the accord, its terms, compliance and collapse (E20, E21, M15,
    M18).
    """

    tariff_kept: float = lever(0.5, (0, 1), "share", "tariff kept after a contact", TRIAL)
    covers: list[Issue] = Field(
        default=[],
        description="issues that it settles, and on which neither side moves against the other"
        " under it; none: it settles tariffs and scarce goods, and binds nobody",
    )
    calming: float = lever(0, (0, 1), "share", "share of tension that an accord removes [1 - tz]")
    denunciation_face: float = lever(
        0.2, (0, 2), "W", "face that denouncing an accord costs", "M27; assumed"
    )
    answering: float = lever(
        0,
        (0, 1),
        "1/day",
        "compliance withheld in answer, per unit of strikes and of breach seen",
        "M35; 0 switches it off",
    )
    relapse: float = lever(0.002, (0, 1), "1/day", "relapse of a shallow accord [h0]", TRIAL)
    depth_effect: float = lever(1.5, (0, 10), ODDS, "how far preparation lowers relapse", TRIAL)
    depth_shield: float = lever(
        0.5, (0, 1), "share", "relapse by tension that full depth prevents", TRIAL
    )
    tension_relapse: float = lever(0.02, (0, 1), "1/day", "relapse per unit of tension [hz]", TRIAL)
    tension_floor: float = lever(0.2, (0, 2), "tension", "tension an accord bears", TRIAL)
    relapse_tension: float = lever(0.3, (0, 2), "tension", "tension a relapse adds")
    variance: float = lever(
        0.2, (0, 2), "tension", "spread of what an unprepared contact does to tension"
    )
    dual_framing: float = lever(
        0,
        (0, 1),
        "share",
        "how far each home reads a contact its own way: as asked for by the other side",
        OFF,
    )
    need_in_terms: float = lever(
        0.4, (0, 1), "share", "how far terms follow who seems needier", TRIAL
    )
    agenda_power: float = lever(0, (0, 1), "share", "first mover's hold on the agenda", OFF)
    pairing: float = lever(
        1, (0, 1), "share", "how far concessions are exchanged; 0: only the asker gives way"
    )
    concession_face: float = lever(
        0.2, (0, 2), "W", "face that giving way alone costs, per unit of concession"
    )
    expiry_days: float = lever(
        90, (1, 100000), "days", "term of a suspension, then renewed or not", "E16: 90 days"
    )
    renewal: float = lever(2, (-10, 10), ODDS, "readiness to renew at expiry, without tension")
    shirking: float = lever(0.005, (0, 1), "1/day", "compliance lost to slow-walking")
    verification: float = lever(0.3, (0, 1), "share", "slow-walking that verification prevents")
    compliance_weight: float = lever(
        0.02, (0, 1), "1/day", "relapse per unit of compliance that is missing"
    )
    structural_tension: float = lever(
        0, (0, 2), "tension", "floor of structural conflict under which tension never falls", OFF
    )
    spoiler_rate: float = lever(0, (0, 1), "1/day", "acts of spoilers under an accord", OFF)
    spoiler_tension: float = lever(0.2, (0, 2), "tension", "tension of a spoiler's act")
    blame_contest: float = lever(
        1, (0, 1), "share", "how far each side blames the other for a breach"
    )
    breach_evidence: float = lever(
        0.5, (0, 1), "share", "evidence of who broke an accord, against that of who asked"
    )
    linked_issue: float = lever(
        0, (0, 5), ODDS, "readiness that an open linked issue takes off", OFF
    )
    linked_reply: float = lever(
        0, (0, 1), "1/day", "chance that offers on the linked issue are answered and settle it"
    )


class ThirdParties(Parameters):
    """Advisers, mediators, hosts and other trading partners (M14)."""

    counsel: float = lever(
        0.1, (0, 1), "share", "ambush belief that one counsel of an adviser removes"
    )
    mediation: float = lever(
        0.5, (0, 5), ODDS, "need of the other that a mediator's message conveys, if believed"
    )
    neutral_venue: float = lever(
        0.3, (0, 1), "share", "face of visiting that a neutral host takes away"
    )
    bid: float = lever(0.05, (0, 1), "share", "concession of a trading partner's first offer")
    self_bidding: float = lever(
        0.5, (0, 5), "ratio", "rise of an offer for each one that stayed unanswered"
    )
    reply_rate: float = lever(0.02, (0, 1), "1/day", "chance that offers are answered on a day")
    visibility: float = lever(
        0.5, (0, 1), "probability", "chance that a deal is seen by the other side"
    )
    deal_relief: float = lever(
        0.2, (0, 5), "pain", "pain that a trading partner's concession takes from the demander"
    )
    deal_pressure: float = lever(
        0.2, (0, 5), "pain", "pain that a deal seen adds on the other side, per concession"
    )


class Memory(Parameters):
    """What the past has left at the start, and what one standoff leaves to the next (M19)."""

    grievance: float = lever(0.4, (0, 3), "tension", "tension at the start [Z0]", TRIAL)
    goodwill: float = lever(0, (0, 3), "goodwill", "goodwill at the start")
    carried: float = lever(
        0.5, (0, 1), "share", "beliefs and grievance carried into a second standoff"
    )
    lesson: float = lever(
        0.5, (0, 3), ODDS, "need read into the side that asked first the last time"
    )
