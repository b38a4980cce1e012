"""Simulated runs as event data: one row per signal of a leader, meeting, or statement of a readout.

The columns are those of event data sets (PLOVER's of Halterman et al. 2023, arXiv 2304.01331, and
CAMEO codes), and five that no such set has: the run, its variant, who truly requested, who is said
to have requested, and that the row is simulated. Runs are simulated again, bit for bit, with the
batch's engine: an archive stores no signals. Replies have no rows, only what they led to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.outcomes import make_columns
from model.parameters import Configuration
from model.parameters.signal import Signal
from runs.archive.plugin_check import require_same_plugins
from runs.plan.designs.table import list_lever_values, make_piece
from runs.plan.plugins.loading import use_plugins

if TYPE_CHECKING:
    import pyarrow as pa

    from agents.block import BlockResult
    from runs.archive.batch import Batch
    from runs.archive.manifest import VariantRecord
    from runs.rectangles import Rectangle

LANES = 500
"""Runs simulated at once: their events are held as Python values."""
LEADERS_MEET, ENVOYS_MEET = "leader_call", "negotiation_round"
"""Kinds by which a menu knows leaders' and envoys' contacts, where it does."""
STATEMENT = ""
"""Stands for a readout, of which an outcome tells only whom it names."""
UNLISTED = {
    STATEMENT: Signal(
        title="Says how the contact came about", slot="readout", form="readout", public=True,
        cameo="010", goldstein=0.0, source="CAMEO 010",
    ),
    LEADERS_MEET: Signal(
        title="The leaders talk", slot="event", form="result", cameo="041", goldstein=1.0,
        plover="CONSULT", source="CAMEO 041",
    ),
    ENVOYS_MEET: Signal(
        title="Envoys meet", slot="event", form="result", cameo="046", goldstein=7.0,
        plover="CONSULT", source="CAMEO 046",
    ),
}  # fmt: skip
"""What is an event also where a menu does not list it."""

CSV_COLUMNS = {
    "event_id": "batch, variant, point, run and number of the event",
    "date": "day of the event, YYYY-MM-DD",
    "actor": "who acts: the key of a side",
    "recipient": "towards whom: the key of a side",
    "cameo": "CAMEO code of the kind, empty where it has none",
    "plover": "PLOVER event type of the kind, empty where it has none",
    "goldstein": "Goldstein value of the kind, empty where it has none",
    "kind": "kind of signal on the model's menu",
    "title": "the same in words",
    "public": "true where all could see it",
    "requested_by_true": "who truly asked: of a request its sender, of a contact its first mover",
    "requested_by_claimed": "who is said here to have asked",
    "run": "replication of the batch",
    "point": "row of the design table; 0 without a design",
    "variant": "name of the variant",
    "simulated": "true in every row: nothing of this happened",
}
"""Columns and their meanings."""
POLECAT_NAMES = {
    "event_id": "Event ID", "date": "Event Date", "plover": "Event Type", "cameo": "CAMEO Code",
    "goldstein": "Intensity", "actor": "Actor Country", "recipient": "Recipient Country",
    "title": "Event Text",
}  # fmt: skip
"""What POLECAT calls a column, where it has one or reads best beside its own."""
NUMBERS = {"goldstein": "float64", "run": "int64", "point": "int64"}
TRUTHS = ("public", "simulated")


class Entry(NamedTuple):
    """One event of one lane (run of a block), before it becomes a row of a table.

    `true`, `claimed`: who asked in truth, and who is said to have asked; "" for nobody.
    """

    lane: int
    day: int
    actor: str
    recipient: str
    kind: str
    public: bool
    true: str
    claimed: str


def stream_event_table(batch: Batch, format_name: str) -> tuple[pa.Schema, Iterator[pa.Table]]:
    """Return (schema, iterator over pieces) of the table of events, by variant and run.

    Args:
        batch: the batch whose stored runs are simulated again.
        format_name: "csv", or "polecat" for that data set's names of the columns.

    Raises EngineMismatchError, naming what differs, if the engine is not the batch's.
    """
    import pyarrow as pa

    plugins = require_same_plugins(batch.manifest, "an export of events")
    names = POLECAT_NAMES if format_name == "polecat" else {}
    fields = [
        pa.field(names.get(key, key), _get_arrow_type(key), metadata={"unit": "", "meaning": text})
        for key, text in CSV_COLUMNS.items()
    ]
    schema = pa.schema(fields)

    def simulate_tables() -> Iterator[pa.Table]:
        """Yield the table piece by piece, simulating as it goes."""
        with use_plugins(plugins):
            for record in batch.manifest.variants:
                for rectangle in batch.list_valid_rectangles(record):
                    for part in _split_into_blocks(rectangle):
                        yield _make_event_table(schema, batch, record, part)

    return schema, simulate_tables()


def _split_into_blocks(rectangle: Rectangle) -> Iterator[Rectangle]:
    """Yield the parts of a rectangle of runs, in its order, at most LANES runs each."""
    points, runs = max(1, LANES // rectangle.replications), min(LANES, rectangle.replications)
    for point in range(rectangle.first_point, rectangle.end_point, points):
        for run in range(rectangle.first_replication, rectangle.end_replication, runs):
            yield replace(
                rectangle, first_point=point, points=min(points, rectangle.end_point - point),
                first_replication=run, replications=min(runs, rectangle.end_replication - run),
            )  # fmt: skip


def _get_arrow_type(key: str) -> Any:
    """Return the Arrow type of a column of CSV_COLUMNS."""
    import pyarrow as pa

    return pa.bool_() if key in TRUTHS else pa.type_for_alias(NUMBERS.get(key, "string"))


def _make_event_table(
    schema: pa.Schema, batch: Batch, record: VariantRecord, rectangle: Rectangle
) -> pa.Table:
    """Return the events of a rectangle's runs, simulated again, as a table."""
    import pyarrow as pa

    from agents.block import run_block

    config, design = batch.configuration(record.hash), batch.design(record.hash)
    levers = {} if design is None else design.select_points(rectangle)
    draws = list_lever_values(batch.draws(record.hash))
    piece = make_piece(config, batch.manifest.seed, rectangle, levers, draws)
    entries = collect_events(config, run_block([piece], with_journal=True))
    rows = []
    number, last = 0, -1
    for entry in entries:
        number = number + 1 if entry.lane == last else 1
        last = entry.lane
        point, run = divmod(entry.lane, rectangle.replications)
        point_and_run = (rectangle.first_point + point, rectangle.first_replication + run)
        key = f"{batch.name}:{record.hash[:8]}:{point_and_run[0]}:{point_and_run[1]}:{number}"
        rows.append(_make_event_row(config, entry, key, point_and_run, record.name))
    columns = [
        pa.array([row[key] for row in rows], field.type)
        for key, field in zip(CSV_COLUMNS, schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _make_event_row(
    config: Configuration, entry: Entry, event_id: str, point_and_run: tuple[int, int], variant: str
) -> dict[str, Any]:
    """Return column -> value of one event; point_and_run: its design point and replication."""
    kind = config.signal.get(entry.kind) or UNLISTED[entry.kind]
    on = date.fromisoformat(config.start) + timedelta(days=entry.day - 1)
    return {
        "event_id": event_id, "date": on.isoformat(), "actor": entry.actor,
        "recipient": entry.recipient, "cameo": kind.cameo or "", "plover": kind.plover or "",
        "goldstein": kind.goldstein, "kind": entry.kind, "title": kind.title,
        "public": entry.public, "requested_by_true": entry.true,
        "requested_by_claimed": entry.claimed, "run": point_and_run[1], "point": point_and_run[0],
        "variant": variant, "simulated": True,
    }  # fmt: skip


def collect_events(config: Configuration, result: BlockResult) -> list[Entry]:
    """Return the signals, meetings and readouts of a block's runs as events, by run and day."""
    events = [*_collect_signal_events(config, result), *_collect_contact_events(config, result)]
    return sorted(events, key=lambda entry: (entry.lane, entry.day))


def _collect_signal_events(config: Configuration, result: BlockResult) -> list[Entry]:
    """Return the leaders' signals as events, in the journal's order."""
    assert result.journal is not None
    acts, keys = result.journal.acts, config.dyad.keys
    entries = []
    columns = (acts.lane, acts.day, acts.side, acts.kind, acts.public)
    for lane, day, side, code, public in zip(*(c.tolist() for c in columns), strict=True):
        name = acts.kinds[code]
        kind, me, other = config.signal[name], keys[side], keys[1 - side]
        claim = kind.effects.claim
        claimed = other if claim > 0.0 else me if claim < 0.0 else ""
        entries.append(
            Entry(lane, day, me, other, name, public, me if kind.ask else "", claimed)
        )  # fmt: skip
    return entries


def _collect_contact_events(config: Configuration, result: BlockResult) -> list[Entry]:
    """Return leaders' and envoys' contacts as events; both readouts follow the leaders' first."""
    assert result.journal is not None
    one, two = config.dyad.keys
    entries: list[Entry] = []
    for counts, kind, mover in (
        (result.journal.visits, ENVOYS_MEET, "envoy_first_mover_true"),
        (result.journal.contacts, LEADERS_MEET, "first_mover_true"),
    ):
        more = np.diff(counts, axis=0, prepend=0) > 0
        first = np.where(more.any(axis=0), more.argmax(axis=0), -1)
        words = {
            name: _decode_category_column(config, result, name)
            for name in (mover, f"claimed_{one}", f"claimed_{two}")
        }
        for day, lane in np.argwhere(more).tolist():
            is_first = first[lane] == day
            true = words[mover][lane] if is_first else ""
            entries.append(Entry(lane, day + 1, one, two, kind, False, true, ""))
            if is_first and kind == LEADERS_MEET:
                entries += [
                    Entry(
                        lane, day + 1, me, other, STATEMENT, True, "", words[f"claimed_{me}"][lane]
                    )
                    for me, other in ((one, two), (two, one))
                ]
    return entries


def _decode_category_column(config: Configuration, result: BlockResult, name: str) -> list[str]:
    """Return a category outcome of each run of a block, in words."""
    column = next(one for one in make_columns(config.dyad) if one.name == name)
    words = [str(word) for word in column.categories or ()]
    return [words[code] for code in result.outcomes[name].tolist()]
