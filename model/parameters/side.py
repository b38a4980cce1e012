"""What one side brings to the standoff: how its leader counts face, what hurts it, how it decides.

Symbols in brackets are those of the equations in docs/ODD.md. Weights are log-odds in one daily
decision at temperature 1 unless another unit is given. No value describes a living person.
"""

from enum import StrEnum

from pydantic import Field

from model.parameters.lever import Parameters, lever
from model.parameters.policy import Policy, Quantal
from model.parameters.publics import ApprovalOfSide

PT = "Kahneman and Tversky 1992, doi:10.1007/BF00122574 (median loss aversion)"
BL = "Brown and Levinson 1987 (weight of an act); the number is assumed"
ODDS = "log-odds"


class Accounting(StrEnum):
    """What a loss of face by one side means for the other, in a leader's own book."""

    HONOR = "honor"
    HIERARCHY = "hierarchy"
    MUTUAL = "mutual"


class Style(StrEnum):
    """Who settles matters: the leader, or lower levels first."""

    TOP_DOWN = "top_down"
    BOTTOM_UP = "bottom_up"


class FaceOfSide(Parameters):
    """Face: weights of audiences, accounting, rank (M01, M02)."""

    accounting: Accounting = Field(default=Accounting.HONOR, strict=False)
    face_weight: float = lever(1, (0, 5), ODDS, "weight of face in every choice [phi]")
    loss_aversion: float = lever(2.25, (1, 5), "ratio", "a loss against an equal gain [lambda]", PT)
    coupling: float = lever(
        0.5, (0, 3), "ratio", "a slight to the leader is a slight to the nation [kappa]"
    )
    distance: float = lever(0.3, (0, 2), "W", "social distance between the leaders [D]", BL)
    power: float = lever(0.2, (-1, 2), "W", "relative power of the other at the start [P]", BL)
    power_learning: float = lever(
        0.01, (0, 0.5), "W", "rank won by being asked or by bearing tariffs"
    )
    face_home: float = lever(0.6, (0, 1), "share", "weight of the home audience in one's face")
    face_other_home: float = lever(
        0, (0, 1), "share", "weight of the other side's public in one's face"
    )
    face_world: float = lever(0.4, (0, 1), "share", "weight of the world audience in one's face")
    conviction: float = lever(
        1,
        (0.5, 1),
        "share",
        "how far its own way of counting, and not the other, decides what asking stakes",
        "M24; assumed",
    )
    standing: float = lever(
        0,
        (-5, 5),
        "log-odds",
        "how far it sees itself above the other, whatever its size [self]",
        "M24; assumed",
    )
    size: float = lever(1, (0.0001, 1000000), "ratio", "size of its economy, in one unit of both")
    magnanimity: float = lever(
        0.5, (0, 1), "share", "hierarchy: sting the superior takes from the asker [mu]"
    )
    mutual_gain: float = lever(
        0.5, (0, 1), "share", "mutual: face an accepted offer gives both [mm]"
    )
    loser_penalty: float = lever(0, (0, 5), ODDS, "dread of being seen refused, per unit of W")
    praise_loop: float = lever(
        0.002, (0, 0.05), "W/day", "face a leader credits itself when elites echo it"
    )
    conformity: float = lever(0.3, (0, 1), "share", "how far elites echo the leader's line")


class PainOfSide(Parameters):
    """Pain, and audience cost, which is kept apart from it (M11, M13)."""

    pain: float = lever(1, (0, 5), "ratio", "how far felt pain becomes pressure on the leader")
    insulation: float = lever(
        0.4, (0, 1), "share", "share of pain that never reaches the leader [ins]"
    )
    pain_lag: float = lever(60, (1, 720), "days", "from tariff to anger [L]")
    exposure_other: float = lever(0.8, (0, 5), "pain", "pain per 100 % of tariff of the other [eo]")
    exposure_self: float = lever(0.4, (0, 5), "pain", "pain per 100 % of one's own tariff [es]")
    exposure_control: float = lever(
        0.8, (0, 5), "pain", "pain per unit of the other's export controls [ec]"
    )
    exposure_purchases: float = lever(
        0, (0, 5), "pain", "pain when the other withholds all that it used to buy", "M29; assumed"
    )
    control_lag: float = lever(15, (1, 360), "days", "from export control to shortage [Lc]")
    diversification: float = lever(
        0, (0, 0.1), "1/day", "rate at which outside options cut exposure"
    )
    fatigue: float = lever(0, (0, 0.05), "1/day", "growth of pressure with waiting [f]")
    election_gain: float = lever(2, (0, 10), "ratio", "pull of an approaching election [g]")
    election_days: float = lever(
        120, (1, 3000), "days", "days before an election over which its pull falls to 1/e"
    )
    election_day: float = lever(100000, (0, 100000), "days", "days from the start to the election")
    audience_cost: float = lever(1, (0, 5), "ratio", "what home makes of backing down [a]")
    audience_base: float = lever(0.3, (0, 3), "ratio", "audience cost without any outrage [a0]")
    nationalism: float = lever(0.6, (0, 3), "ratio", "outrage per strike [nat]")
    belief_outrage: float = lever(
        0.05, (0, 1), "1/day", "outrage when home believes its leader begs"
    )


class ChoiceOfSide(Parameters):
    """How the leader weighs asking, waiting and answering (M06, M08 to M10, M16, M17)."""

    policy: Policy = Quantal()
    style: Style = Field(default=Style.TOP_DOWN, strict=False)
    relief_base: float = lever(0.5, (0, 5), ODDS, "relief of an end without pressure [rho0]")
    relief_per_pressure: float = lever(
        3, (0, 10), "log-odds per pressure", "relief per unit of pressure [rho]"
    )
    door: float = lever(
        0, (0, 1), "share", "how far it has shut contact at the start [S]", "M23; a fact of the row"
    )
    fault: float = lever(
        0, (0, 1), "share", "how far it is the side at fault, whose amends open a door at once"
    )
    turnover: float = lever(0, (0, 0.1), "1/day", "rate at which its leader is replaced (M33)")
    bonus: float = lever(0.5, (0, 5), ODDS, "worth of the other coming first [bonus]")
    vow_strength: float = lever(
        1, (0, 3), "ratio", "strength of the vow not to ask at the start [vow]"
    )
    vow_cost: float = lever(1.5, (0, 5), ODDS, "cost of breaking a vow in view [vc]")
    optics: float = lever(0.4, (0, 3), ODDS, "gain from the picture of meeting as equals [opt]")
    personal_tie: float = lever(0, (-2, 3), ODDS, "belief that a personal tie settles things")
    call_leak: float = lever(
        0.05, (0, 1), "probability", "chance that it makes a private contact public"
    )
    elevation: float = lever(
        0.1, (0, 2), ODDS, "envoys' word, after four visits, that only leaders can settle it"
    )
    unpredictability: float = lever(
        0, (0, 1), "share", "variance of conduct, read by the other as risk"
    )
    gesture_rate: float = lever(
        0.05, (0.001, 1), "share", "base rate of off-script gestures; rarer means more"
    )
    ambush_prior: float = lever(
        0.25, (0, 1), "probability", "belief that contact would be an ambush [m]"
    )
    ambush_harm: float = lever(1.5, (0, 5), ODDS, "harm of an ambush [H]")
    preparation_days: float = lever(
        10, (0, 120), "days", "preparation required before a leader contact"
    )
    openness: float = lever(-0.5, (-50, 50), ODDS, "readiness to accept a request [al]")
    holding_out: float = lever(
        1.5, (0, 5), ODDS, "how far the other's need invites holding out [h]"
    )
    patience: float = lever(
        1, (0, 3), "ratio", "weight of the thought that the other may come [om]"
    )
    need_prior: float = lever(-1, (-5, 5), ODDS, "how needy the other seems at the start [n0]")
    need_floor: float = lever(-2, (-8, 5), ODDS, "where perceived need drifts in silence")
    silence_decay: float = lever(0.02, (0, 1), "1/day", "drift of perceived need in silence [sil]")
    naming_need: float = lever(0, (0, 1), "share", "how far a request names the good one needs")
    blame_on_refuser: float = lever(
        0, (0, 1), "share", "blame for a refusal that falls on the refuser"
    )
    shame: float = lever(0.5, (0, 3), ODDS, "shame of a refusal in view [sh]")
    clause: float = lever(
        1, (0, 1), "share", "worth of an acceptance that names the other as asker"
    )
    precondition: float = lever(
        0, (0, 1), "share", "cut of the other's tariff asked before contact"
    )
    precondition_weight: float = lever(
        0, (0, 5), ODDS, "what an unmet precondition takes off readiness"
    )
    precondition_waiver: float = lever(
        0, (0, 1), "share", "share of it that each envoys' visit waives"
    )
    precondition_face: float = lever(
        0.2, (0, 2), "W", "face that meeting it in full costs the one who gives way"
    )
    reply_silence: float = lever(0, (-3, 3), ODDS, "silence against a polite refusal")


class TradeOfSide(Parameters):
    """Tariffs and controls (M13)."""

    tariff_start: float = lever(0.2, (0, 5), "ad valorem share", "tariff on the other at the start")
    tariff_base: float = lever(
        0, (0, 5), "ad valorem share", "tariff that stood before the dispute; no accord goes below"
    )
    tariff_cap: float = lever(1.4, (0, 5), "ad valorem share", "highest tariff")
    reaction: float = lever(1.1, (0, 3), "ratio", "own tariff over the other's [r]")
    reaction_base: float = lever(0, (0, 1), "ad valorem share", "own tariff against none [s]")
    chokepoint: float = lever(0, (0, 5), "ratio", "hold on a good the other cannot replace [choke]")
    control_speed: float = lever(0.5, (0, 1), "share", "bite of one export control")
    purchases: float = lever(0, (0, 1), "share", "of the other's goods it may stop buying (M29)")
    face_for_tariff: float = lever(0, (0, 5), ODDS, "face traded against tariff relief")
    retaliation_belief: float = lever(
        0,
        (0, 1),
        "probability",
        "belief that the other answers a rise; 0: the answer is not feared",
    )
    optimism: float = lever(0, (-2, 3), ODDS, "belief that the other hurts more than it does")


class VoiceOfSide(Parameters):
    """What is said, by whom it is believed, and how able envoys are (M03 to M05, M07)."""

    trust_at_home: float = lever(2, (0, 5), ODDS, "trust of this side's public in its own press")
    trust_abroad: float = lever(
        0.5, (0, 5), ODDS, "trust of the other's public in this side's press"
    )
    trust_world: float = lever(0.5, (0, 5), ODDS, "trust of the world in this side's press")
    readout_freedom: float = lever(1, (0, 1), "share", "freedom of readouts from the truth")
    admission_cost: float = lever(
        1, (0, 5), ODDS, "cost of admitting that one asked, per unit of W"
    )
    deny_propensity: float = lever(0, (-5, 5), ODDS, "readiness to deny")
    drafting: float = lever(
        0.3, (0, 1), "W", "weight that envoys' wording takes off an act [draft]"
    )
    gatekeeping: float = lever(0.5, (0, 1), "share", "unscripted contacts that guards keep away")
    authority: float = lever(0, (0, 1), "1/meeting", "chance that envoys settle alone at a meeting")
    discount: float = lever(
        0.95, (0, 0.999), "ratio", "patience in the division of what is agreed [delta]"
    )
    suppression: float = lever(0, (0, 1), "share", "how far mockery at home is suppressed")
    demands: float = lever(0, (0, 1), "share", "how far it presses other trading partners too")
    demand_stated: float = lever(
        1, (0, 1), "share", "how far its demand on other trading partners is stated"
    )
    agenda: float = lever(
        0.5, (0, 1), "share", "how much is asked of a meeting: modest 0, grand 1; .5 does nothing"
    )


class Side(FaceOfSide, PainOfSide, ApprovalOfSide, ChoiceOfSide, TradeOfSide, VoiceOfSide):
    """All levers of one side, at `<key of the side>.<lever>`."""
