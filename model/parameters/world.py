"""What both sides share: attribution, contact, envoys, opinion, economy."""

from model.parameters.lever import Parameters, lever

ODDS = "log-odds"
TRIAL = "assumed (trial of the equations, docs/ODD.md)"


class Attribution(Parameters):
    """Who is believed to have asked (M03, M05)."""

    prior: float = lever(0, (-5, 5), ODDS, "prior of every audience that the first side asked")
    evidence: float = lever(2, (0, 10), ODDS, "weight of what could be seen of the truth [ev]")
    rumour_decay: float = lever(
        0.05, (0, 1), "1/day", "forgetting of claims made before the contact"
    )
    reinterpretation: float = lever(
        0.5, (0, 1), "share", "freedom to call a vague signal a request"
    )
    ambiguity: float = lever(
        0.3, (0, 1), "probability", "envoys' contact points too many to tell who began"
    )
    rumour_max: float = lever(4, (0, 20), ODDS, "how far a rumour may go either way")
    untruth_cost: float = lever(
        10, (0, 50), ODDS, "against an untrue readout where readouts are not free"
    )


class Contact(Parameters):
    """Asking, answering and meeting (equations E4 to E18)."""

    inertia: float = lever(
        4.5,
        (-5, 15),
        ODDS,
        "log-odds of waiting [c0]: the one number moved to meet the sanity band",
    )
    expected_openness: float = lever(0, (-5, 5), ODDS, "expected readiness of the other [q0]")
    tension_aversion: float = lever(1.5, (0, 5), ODDS, "tension against acceptance [zeta]")
    rank_by_size: float = lever(
        0, (0, 3), ODDS, "standing seen per e-fold of size [rk]", "M24; 0 switches it off"
    )
    rank_grace: float = lever(
        0, (0, 3), ODDS, "readiness of one who stands above to accept [rg]", "M24; assumed"
    )
    contest_tension: float = lever(
        0,
        (0, 3),
        "tension",
        "tension at which asking is half a contest [zw]; 0: always one",
        "M24; assumed",
    )
    pressure_aversion: float = lever(
        0,
        (0, 10),
        ODDS,
        "standing measure of the asker against acceptance of its own request [pz]",
        "M36; 0 switches it off",
    )
    under_accord: bool = False
    public_freeze: float = lever(0.5, (0, 5), ODDS, "tension against a public ask [fz]")
    stone_days: int = 20
    stone_cover: float = lever(
        0.5, (0, 1), "share", "face at stake that a stepping stone takes from who asks under it"
    )
    stone_effort: float = lever(1, (0, 5), ODDS, "effort of offering a stepping stone")
    stone_gain: float = lever(0.5, (0, 3), ODDS, "readiness under a stepping stone")
    relief_to_come: float = lever(
        0.5, (0, 1), "share", "relief that counts in accepting and in offering a stepping stone"
    )
    plain_acceptance: float = lever(
        0.5, (0, 1), "share", "face of being asked where an acceptance does not say so"
    )
    vow_max: float = lever(3, (0, 10), "ratio", "strongest vow not to ask")
    need_cost: float = lever(0.3, (0, 3), ODDS, "cost of the need an ask reveals")
    refusal_face: float = lever(0.2, (0, 2), "share", "face lost by a refusal in view, per phi W")
    full_preparation: float = lever(30, (1, 200), "days", "preparation that removes all risk")
    drafting_days: float = lever(
        20, (1, 200), "days", "preparation after which wording is at its best"
    )
    ambush_loss: float = lever(0.5, (0, 3), "W", "face lost by an embarrassment")


class Envoys(Parameters):
    """Envoys' meetings (E16, M07)."""

    meeting_rate: float = lever(0.02, (0, 1), "1/day", "chance of an envoys' meeting [e]", TRIAL)
    sideline: float = lever(0.25, (0, 1), "1/day", "added on summit sidelines [side]", TRIAL)
    agreed_rate: float = lever(0.15, (0, 1), "1/day", "added while a contact is agreed", TRIAL)
    preparation: float = lever(4, (0, 60), "days", "preparation done at a meeting", TRIAL)
    goodwill: float = lever(0.25, (0, 3), "goodwill", "goodwill of a meeting [vg]", TRIAL)
    calming: float = lever(0.15, (0, 1), "share", "share of tension a meeting removes", TRIAL)
    reassurance: float = lever(
        0.07, (0, 1), "share", "share of ambush belief a meeting removes", TRIAL
    )
    full_visits: float = lever(
        4, (1, 100), "meetings", "meetings after which envoys' word has its full weight"
    )
    visit_face: float = lever(0.03, (0, 1), "W", "face the visited side gains")
    deal_openness: float = lever(
        20, (-20, 20), ODDS, "readiness of envoys to conclude at a meeting [d0]", "M26; assumed"
    )
    deal_pressure: float = lever(
        0,
        (0, 10),
        "log-odds per pressure",
        "what pressure on its leader adds to it [kd]",
        "M26; assumed",
    )
    deal_stake: float = lever(
        0,
        (0, 5),
        "ad valorem share",
        "what must stand on an issue for envoys to deal on it; controls and purchases alike",
    )
    keenness: float = lever(
        1, (0, 5), "1/log-odds", "how far relief decides which side's envoys propose"
    )
    feeler: float = lever(0.5, (0, 1), "probability", "proposals that are deniable feelers")


class Economy(Parameters):
    """Tariffs, strikes and their memory (E1, E19, M13)."""

    effective_share: float = lever(1, (0, 1), "share", "effective against statutory tariff")
    hit_memory: float = lever(0.8, (0, 1), "share", "strikes remembered from day to day")
    strike_tension: float = lever(0.3, (0, 3), "tension", "tension per unit of strike")
    standing_threat: float = lever(
        0.3, (0, 3), "ratio", "how far a standing tariff of the other counts as a strike"
    )
    bearing: float = lever(
        0.02, (0, 1), "1/day", "share of power_learning won by a day under a tariff of 100 %"
    )
    alarm: float = lever(
        0, (0, 3), "ratio", "industries' alarm: pain of the worst hit counted again"
    )
    least_rise: float = lever(
        0, (0, 1), "ad valorem share", "smallest rise of a tariff worth announcing", "M29; assumed"
    )
    control_max: float = lever(
        2, (0, 100), "ratio", "export controls at their tightest: the good is cut off"
    )
    control_decay: float = lever(0, (0, 1), "1/day", "easing of export controls by itself")
    exogenous: bool = False


class Opinion(Parameters):
    """Opinion on the network (Friedkin and Johnsen 1990, M12)."""

    outrage_memory: float = lever(0.97, (0, 1), "share", "outrage kept from day to day", TRIAL)
    outrage_max: float = lever(2, (0, 10), "ratio", "highest outrage", TRIAL)
    outrage_pull: float = lever(0.3, (0, 2), "opinion", "firmness per unit of outrage")
    pain_pull: float = lever(0.3, (0, 2), "opinion", "wish for a deal per unit of pain")
    weight: float = lever(
        0.25, (0, 1), "ratio", "how far opinions tilt pain and outrage on their way up"
    )
    line_step: float = lever(
        0.2, (0, 2), "opinion", "move of a leader's line by a firm or a soft act"
    )
    care_memory: float = lever(
        0.9,
        (0, 1),
        "share",
        "accusation, courtship and a leader's line kept from day to day",
    )
    tension_memory: float = lever(0.985, (0, 1), "share", "tension kept from day to day", TRIAL)
    goodwill_memory: float = lever(0.99, (0, 1), "share", "goodwill kept from day to day", TRIAL)
    drama_rate: float = lever(0, (0, 1), "1/day", "public dramas that feed the fear of an ambush")
    drama_size: float = lever(0.1, (0, 1), "probability", "ambush belief added by a drama")
    mockery_rate: float = lever(
        0,
        (0, 1),
        "1/day",
        "mockery of a leader who seems to beg, per unit of belief above 1/2",
        "assumed; 0 switches it off",
    )
    mockery_spread: float = lever(0.2, (0, 2), "1/day", "how fast mockery spreads from those heard")
    mockery_fade: float = lever(0.1, (0, 1), "1/day", "how fast mockery fades")
    backlash: float = lever(2, (0, 10), "ratio", "how far suppressing mockery helps it spread")
    mockery_face: float = lever(0.01, (0, 1), "W/day", "face abroad lost to mockery")
