"""The glossary: definitions of words, for tooltips and for Help."""

from __future__ import annotations

GLOSSARY_BY_SUBJECT = {
    "Who asks and who calls": {
        "asked": "The request that was accepted; earlier ones may have failed.",
        "audience": "Those before whom face is won or lost: the public at home, the other "
        "side’s, the world.",
        "believed": "Whom an audience holds to have asked, rightly or not.",
        "broker": "A third party whose invitation both accept before either asks.",
        "claimed": "What a side says of who asked.",
        "deniable": "Sent so that it can be denied.",
        "first ask": "The side that first asked explicitly, accepted or not.",
        "first signal": "The side that first sent anything, deniable or not, to bring contact.",
        "nobody": "No leader has called by the last day.",
        "who calls first": "The side whose accepted request led to the first contact of leaders.",
    },
    "Face and pressure": {
        "accounting": "How a side counts face: as honour, as hierarchy, or mutually.",
        "face": "The sum of a side’s postings in its own book, counted its own way.",
        "hierarchy": "Face by rank: deference is owed upward, and who asks steps down.",
        "honor": "Face as a contest: what the other loses, one wins.",
        "insulation": "How little suffering at home reaches the leader: 0 all, 1 nothing.",
        "mutual": "Face of each for itself: what one loses, the other does not win.",
        "pressure": "What a leader feels of tariffs and controls that hurt at home.",
        "W": "The unit of face: the weight of an act that threatens it (Brown and Levinson 1987).",
    },
    "Runs and chance": {
        "batch": "What one launch played: its variants, each in many runs.",
        "censored": "Without contact by the last day: it can only come later.",
        "holm": "A correction for asking many questions at once (Holm 1979).",
        "horizon": "The last simulated day.",
        "interval": "95 % interval of the simulation’s error: more runs narrow it. A level’s "
        "stands alone; a difference’s is adjusted (Holm) for all in its table.",
        "log-odds": "The unit of reasons: 0.7 more doubles the odds of a choice.",
        "median": "Half of the runs are there by this day.",
        "ordinary": "The run nearest to all others in days, faces, tariffs, pressures and first "
        "mover (the medoid).",
        "parameter sets": "Settings that fit the record about as well, drawn many times; more "
        "runs do not narrow a range over them.",
        "quantal": "The better an option, the likelier its choice; none is certain (logit).",
        "run": "One simulated standoff.",
        "same random worlds": "Run 17 of one variant meets the same chances as run 17 of another, "
        "so that only the change differs.",
        "spread": "How runs differ from one another: more runs do not narrow it.",
        "variant": "One configuration, played in many runs.",
    },
}
GLOSSARY = {
    word: text for entries in GLOSSARY_BY_SUBJECT.values() for word, text in entries.items()
}


def get_definition(word: str) -> str:
    """Return the definition of a word; KeyError if the glossary does not have it."""
    return GLOSSARY[word]
