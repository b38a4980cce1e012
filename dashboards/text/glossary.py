"""The glossary: definitions of words, for tooltips and for Help."""

from __future__ import annotations

GLOSSARY = {
    "accounting": "How a side counts face: as honour, as hierarchy, or mutually.",
    "asked": "The request that was accepted and led to the contact; earlier ones may have failed.",
    "audience": "Those before whom face is won or lost: the public at home, that of the other "
    "side, the world.",
    "batch": "What one launch played: its variants, each in many runs.",
    "believed": "Whom an audience holds to have asked: it need be neither what happened nor what "
    "a side says.",
    "broker": "A third party whose invitation both accept before either has asked.",
    "censored": "A run without contact by the last day: it says only that contact came later.",
    "claimed": "What a side says of who asked.",
    "deniable": "Sent so that it can be said never to have been sent.",
    "face": "The sum of a side’s postings in its own book, by its own way of counting.",
    "first ask": "The side that first asked explicitly; it need not be the one that was accepted.",
    "first signal": "The side that first sent anything meant to bring contact, deniable or not.",
    "hierarchy": "Face by rank: deference is owed upward, and who asks steps down.",
    "holm": "A correction for asking many questions at once (Holm 1979): a verdict holds though "
    "so many differences were looked at.",
    "honor": "Face as a contest: what the other loses, one wins.",
    "horizon": "The last simulated day.",
    "insulation": "How little of what is suffered at home reaches the leader: 0 all, 1 nothing.",
    "interval": "95 % interval of the simulation’s error: more runs narrow it. A level’s "
    "stands alone; a difference’s is adjusted (Holm) for all differences of its table.",
    "log-odds": "The unit of reasons: 0.7 more doubles the odds of a choice.",
    "median": "Half of the runs are there by this day.",
    "mutual": "Face of each for itself: what one loses, the other does not win.",
    "nobody": "No leader has called by the last day.",
    "ordinary": "The run nearest to all others in days, faces, tariffs, pressures and first mover "
    "(the medoid).",
    "parameter sets": "Settings that fit the record about as well, drawn many times; a range over "
    "them does not narrow with more runs.",
    "pressure": "What a leader feels of the tariffs and controls that hurt at home.",
    "quantal": "The better an option, the likelier it is chosen; none is certain (logit choice).",
    "run": "One simulated standoff.",
    "same random worlds": "Run 17 of one variant meets the same chances as run 17 of another, so "
    "that only the change differs.",
    "spread": "How runs differ from one another: more runs do not narrow it.",
    "variant": "One configuration, played in many runs.",
    "W": "The unit of face: the weight of an act that threatens it (Brown and Levinson 1987).",
    "who calls first": "The side whose request was accepted and led to the first contact of "
    "leaders.",
}


def get_definition(word: str) -> str:
    """Return the definition of a word; KeyError if the glossary does not have it."""
    return GLOSSARY[word]
