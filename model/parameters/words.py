"""How much words weigh: eagerness shown in public, and the credit of the speaker (M10, M31)."""

from model.parameters.lever import Parameters, lever

ODDS = "log-odds"
TRIAL = "assumed (trial of the revised rules, docs/ODD.md)"


class Words(Parameters):
    """How eager words and the record of kept and broken words count."""

    eager_weight: float = lever(
        0,
        (0, 5),
        ODDS,
        "what an eager word adds to the belief that one is asking [eE]; 0 switches it off",
        TRIAL,
    )
    eager_prior: float = lever(
        -3, (-10, 5), ODDS, "belief that one who has shown no eagerness is asking", TRIAL
    )
    eager_memory: float = lever(0.98, (0, 1), "share", "eager words left a day later [ead]", TRIAL)
    credit_weight: float = lever(
        0,
        (0, 1),
        "share",
        "how far the credit of who speaks scales what its words do; 0 switches it off",
        "M31; assumed",
    )
    kept_prior: float = lever(
        3, (0.01, 1000), "words", "words kept that a hearer counts at the start", "M31; assumed"
    )
    broken_prior: float = lever(
        1, (0.01, 1000), "words", "words broken that a hearer counts at the start", "M31; assumed"
    )
    soon_days: float = lever(
        14, (1, 365), "days", "within which a prediction of a contact comes true", "M31; assumed"
    )
