"""A batch with a fit of few draws: both intervals in terminal, JSON, frames and figures."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from runs.analysis.estimates.draws import DRAW, estimate_share_distribution
from runs.analysis.estimates.tallies import tally_outcomes
from runs.archive.batch import Batch
from runs.cli.app import app
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from runs.studies.fit.draws import draw_prior

pytestmark = pytest.mark.slow
DRAWS, RUNS = 8, 48


def carry_few(_, __, config):
    return {
        path: values[:DRAWS] for path, values in draw_prior().compute_lever_values(config).items()
    }


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Batch:
    out = tmp_path_factory.mktemp("out")
    words = ["scenario=minimal", "horizon=40", "executor=serial", f"outputs={out}", "batch=few",
             "fit=made", f"runs={RUNS}", "us.face_weight=1,0"]  # fmt: skip
    return launch_plan(Planner(compute_draws=carry_few).plan(words, multirun=True), lambda _: None)


def run_command(batch: Batch, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--outputs", str(batch.path.parent)])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_rows_say_their_draw_and_the_summary_counts_by_it(batch):
    frame = batch.outcomes()
    assert (frame[DRAW] == frame["replication"] % DRAWS).all()
    assert set(frame["fit"]) == {"made"}
    counted = batch.tallies()
    assert counted.fit == "made"
    again = tally_outcomes(frame)
    np.testing.assert_array_equal(counted.draws.n, again.draws.n)
    assert Batch(batch.path).tallies().draws is not None


def test_shares_have_the_interval_of_their_draws(batch):
    rows = batch.outcomes()
    for row in batch.shares().to_dict("records"):
        own = rows[rows["variant_name"] == row["variant"]]
        hits = (own["first_mover_true"] == row["mover"]).groupby(own[DRAW]).sum()
        found = estimate_share_distribution(hits, np.full(DRAWS, RUNS // DRAWS))
        told = (row["draws_low"], row["draws_high"])
        assert told == pytest.approx(found.find_interval(row["share"]))


def test_show_says_both_and_which_is_which(batch):
    told = run_command(batch, "show", "few")
    assert "fit: made · run k plays draw k mod 8" in told
    assert "over 95 % of the parameters the history allows, then simulation error" in told
    assert "over the parameters the history allows; simulation error ±" in told
    row = json.loads(run_command(batch, "show", "few", "--json"))["summary"][0]
    assert row["fit"] == "made"
    assert row["p_us_draws_low"] <= row["p_us"] <= row["p_us_draws_high"]


def test_compare_says_what_holds_and_what_turns(batch):
    names = [one.name for one in batch.manifest.variants]
    told = run_command(batch, "compare", *names, "-b", "few")
    assert "the same 8 draws of fit=made" in told
    assert "keep their sign over the parameters the history allows" in told
    rows = json.loads(run_command(batch, "compare", *names, "-b", "few", "--json"))["paired"]
    frame = batch.compare(*names)
    assert {"draws_low", "draws_high", "draws_sign", "draws_p", "turns"} <= set(rows[0])
    for row, own in zip(rows, frame.to_dict("records"), strict=True):
        assert row["turns"] == own["turns"]
        decided = own["verdict"] in ("higher", "lower")
        sure = own["draws_sign"] >= 0.95
        if decided:
            assert own["turns"] == (not sure)


def test_pages_draw_both_and_their_tables_carry_them(batch):
    from dashboards.components.holding import make_holding_section
    from dashboards.figures.first import draw_hundred_runs
    from dashboards.figures.forest import draw_forest_plot
    from runs.analysis.comparison.shares import count_movers_per_hundred

    names = [one.name for one in batch.manifest.variants]
    drawn = draw_forest_plot(batch.compare(*names), *names)
    wide = [trace for trace in drawn.figure.data if trace.mode == "lines"]
    assert wide
    assert all(trace.line.width == 9 for trace in wide)
    assert "turn" in drawn.sentence
    told = str(make_holding_section(batch.compare(*names)))
    assert "of 100 draws of the parameters the history allows" in told
    assert {"draws_low", "turns"} <= set(drawn.table)
    own = batch.outcomes(names[0])
    shares = batch.shares().rename(columns={"share": "estimate"})
    drawn = draw_hundred_runs(
        count_movers_per_hundred(own), shares[shares["variant"] == names[0]], names[0]
    )
    assert "over the parameters the history allows; simulation error ±" in drawn.sentence
    assert "draws_low" in drawn.table
