"""Which outcome columns a first contact settles: no later day changes them."""

from collections.abc import Iterable

from model.dyad import Dyad

LEADER = (
    *("first_mover_true", "agreed_day", "duration", "event_observed", "end_reason"),
    *("contact_kind", "channel", "deniable", "embarrassment"),
)
ENVOY = ("envoy_first_mover_true", "envoy_duration", "envoy_event_observed")


def find_settling_stages(names: Iterable[str], dyad: Dyad) -> tuple[str, ...]:
    """Return the stages ("leader", "envoy") after whose first contacts none of these outcome
    columns changes any more; () if another might.
    """
    by_stage = {"leader": _list_leader_columns(dyad), "envoy": ENVOY}
    found: dict[str, None] = {}
    for name in names:
        stage = next((key for key, known in by_stage.items() if name in known), None)
        if name.endswith("_call"):
            stage = "leader"
        if stage is None:
            return ()
        found[stage] = None
    return tuple(found)


def _list_leader_columns(dyad: Dyad) -> tuple[str, ...]:
    """Return the columns that the leaders' first contact settles but those named `..._call`."""
    beliefs = (f"{word}_{who}" for who in dyad.audiences for word in ("belief", "believed"))
    return (*LEADER, f"terms_{dyad.first}", *(f"claimed_{key}" for key in dyad.keys), *beliefs)
