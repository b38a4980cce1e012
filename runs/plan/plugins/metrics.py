"""The user's own metrics that a launch chooses: found, tried out, recorded.

A metric must be elementwise: a run's value may not depend on the runs it is computed with, since
these are whatever a worker was given. A trial on some days of a small standoff finds mistakes, not
malice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from model.outcomes import make_columns
from model.parameters import Configuration
from runs.analysis.metric import use_own_metrics
from runs.analysis.sides import use_sides
from runs.errors import WrongInput, find_nearest_names
from runs.paths import fold_case
from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.choosing import make_raised_error
from runs.plan.plugins.contract import require_contract
from runs.plan.plugins.kinds import METRIC
from runs.plan.plugins.loading import load_metric, use_plugins
from runs.plan.plugins.record import MetricRecord

if TYPE_CHECKING:
    import numpy as np

DAYS, RUNS = 60, 24
PARTS = ([20, 14, 3, 8], [5], [11])
"""Runs whose values are computed again, without the others and in another order."""
KEYS = (
    *("batch", "variant", "variant_name", "point", "replication", "seed", "draw", "fit"),
    *("n", "horizon", "median", "mover", "metric"),
)
"""Names of other columns of tables of runs and of their summaries."""
ENDS = ("", "_low", "_high", "_n", "_draws_low", "_draws_high")
"""What columns of summaries add to a metric's name."""


def require_known_metrics(names: Iterable[str], catalogue: Catalogue) -> list[Plugin]:
    """Return the metrics of these names, each once; WrongInput, with the nearest, if one does not
    exist.
    """
    found = []
    for name in dict.fromkeys(names):
        plugin = catalogue.find_plugin(name)
        if plugin is None:
            known = list(catalogue.plugins)
            raise WrongInput(
                f"metrics={name}: there is no metric of your own of that name, in"
                f" {METRIC.folder}/*.py here or in a package (those built in need not be chosen).",
                key="metrics", value=name, allowed=known, nearest=find_nearest_names(name, known),
            )  # fmt: skip
        found.append(plugin)
    return found


def choose_metrics(
    names: Sequence[str],
    catalogue: Catalogue,
    config: Configuration,
    chosen_plugins: Sequence[Plugin],
    varied: Iterable[str] = (),
) -> tuple[Plugin, ...]:
    """Return the user's own metrics of these names, each after a trial on a configuration.

    chosen_plugins: the user's own policies and roles in it; varied: settings that vary in the
    batch, which are columns too. Raises WrongInput, naming file and line, if one does not exist,
    breaks the contract, fails in the trial or has the name of another column or metric, or another
    metric's label.
    """
    catalogue.require_distinct_names()
    plugins = require_known_metrics(names, catalogue)
    metrics = _list_metrics(config)
    labels = {fold_case(label): name for name, label in metrics.items()}
    taken = {*metrics, *_list_columns(config), *varied}
    for plugin in plugins:
        if any(plugin.name.removesuffix(end) in taken for end in ENDS):
            reason = f"{plugin.name} is a column or a metric already: give yours another name"
            raise plugin.make_error(reason)
        require_contract(plugin)
        label = plugin.texts["label"]
        if fold_case(label) in labels:
            other = labels[fold_case(label)]
            reason = f"its label, “{label}”, is that of {other}: in tables they could not be told"
            raise plugin.make_error(f"{reason} apart; give it another")
        taken.add(plugin.name)
        labels[fold_case(label)] = plugin.name
    if plugins:
        outcomes = _simulate_trial(config, chosen_plugins)
        for plugin in plugins:
            _try_metric(plugin, config, outcomes)
    return tuple(plugins)


def make_metric_records(plugins: Iterable[Plugin]) -> list[MetricRecord]:
    """Return the records, for a manifest, of the metrics among these plugins."""
    return [
        MetricRecord(
            name=one.name, place=one.place, path=one.path, sources=dict(one.sources),
            **{key: one.texts[key] for key in ("label", "unit", "source")},
        )
        for one in plugins
        if one.kind == METRIC
    ]  # fmt: skip


def _list_metrics(config: Configuration) -> dict[str, str]:
    """Return the built-in metrics: name -> label."""
    from runs.analysis.estimates.metrics import list_metrics

    sides = {key: text.model_dump(mode="json") for key, text in config.sides.items()}
    with use_sides(sides), use_own_metrics(()):
        return {of.name: of.label for of in list_metrics()}


def _list_columns(config: Configuration) -> set[str]:
    """Return the columns no user's metric may have the name of: outcomes and KEYS."""
    return {column.name for column in make_columns(config.dyad)} | set(KEYS)


def _simulate_trial(
    config: Configuration, chosen_plugins: Sequence[Plugin]
) -> Mapping[str, np.ndarray]:
    """Return the outcomes of the first days of some runs: column -> (RUNS,)."""
    from agents.run_rehearsal import simulate_runs

    with use_plugins(chosen_plugins):
        return simulate_runs(config, range(RUNS), DAYS)


def _try_metric(plugin: Plugin, config: Configuration, outcomes: Mapping[str, np.ndarray]) -> None:
    """Compute a metric of some runs, and of parts of them; WrongInput if it raises or if a run's
    value depends on the other runs.
    """
    from runs.analysis.estimates.own_metrics import BrokenMetricError

    try:
        broken = _find_trial_error(plugin, config, outcomes)
    except BrokenMetricError as error:
        raise WrongInput(f"{error}.", key=METRIC.mark, value=plugin.name) from error
    except WrongInput:
        raise
    except (Exception, SystemExit) as error:
        raise make_raised_error(plugin, error) from error
    if broken:
        raise plugin.make_error(f"{plugin.name} {broken}")


def _find_trial_error(
    plugin: Plugin, config: Configuration, outcomes: Mapping[str, np.ndarray]
) -> str:
    """Return in words what is wrong with a metric's values in the trial; empty if nothing is."""
    import numpy as np

    from runs.analysis.estimates.own_metrics import compute_own_metric, make_metric_frame

    own, frame = load_metric(plugin), make_metric_frame(config.dyad, outcomes)
    before = frame.copy()
    whole = compute_own_metric(own, frame)
    if not frame.equals(before):
        return "changes the table that it is given, which other metrics read too"
    if np.isinf(whole).any():
        return "is infinite in a run of its trial: NaN is for runs that have no value"
    for part in PARTS:
        alone = {name: values[part] for name, values in outcomes.items()}
        again = compute_own_metric(own, make_metric_frame(config.dyad, alone))
        if whole[part].tobytes() != again.tobytes():
            return "is another number beside other runs: a run's value comes from its row alone"
    return ""
