"""`taijie claims`: what the sources say, decided by experiment, one table."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.sides import use_sides
from runs.analysis.text.names import format_count
from runs.cli.list_show import Json
from runs.errors import make_command_key_error
from runs.plan.settings.overrides import LAUNCH_KEYS
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from pathlib import Path

    from runs.studies.claims.robust import LeverDraws
    from runs.studies.claims.run import Request, Session

OWN_KEYS = ("runs", "seed", "executor", "outputs", "plan", "fit")


def claims(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]... [runs=N] [KEY=VALUE]...", show_default=False),
    ] = None,
    robust: Annotated[
        int, typer.Option(help="Parameter sets for the robust share, 0 for none.", min=0)
    ] = 0,
    set_runs: Annotated[
        int, typer.Option(help="Runs a variant in each of these sets.", min=2, max=4000)
    ] = 100,
    maps: Annotated[
        int, typer.Option(help="Runs at each point of the head-to-head maps, 0 for none.", min=0)
    ] = 0,
    off: Annotated[
        bool, typer.Option("--off", help="Also play each with what it rests on switched off.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Decide claims: A against B in the same random worlds, a row a measure; all if none is named.

    KEY=VALUE sets an ordinary lever in every variant, before a claim's own overrides.
    """
    given = list(words or [])
    pairs = dict(word.split("=", 1) for word in given if "=" in word)
    from runs.cli.arguments import parse_switch
    from runs.studies.claims.claim import load_claims
    from runs.studies.claims.plan import Variants
    from runs.studies.claims.run import Session

    only_plan, asked = parse_switch(pairs, "plan"), _parse_request(pairs)
    asked = replace(asked, sets=robust, set_runs=set_runs, map_runs=maps, off=off)
    variants = Variants(asked.texts)
    with use_sides(variants.get_side_words()):
        chosen = load_claims([word for word in given if "=" not in word])
        session = Session.create(chosen, asked, variants)
        _say_plan(session, as_json)
        if not only_plan:
            _run_session(session, pairs.get("outputs"), as_json)


def _run_session(session: Session, outputs: str | None, as_json: bool) -> None:
    """Simulate the claims, write the table and print it, or its folder and rows as JSON."""
    from runs.cli.progress import show_study_progress
    from runs.paths import resolve_outputs_folder
    from runs.studies.claims.storage import STORE, make_plain_records

    place, others, sets = resolve_outputs_folder(outputs), {}, None
    STORE.require_writable(place)
    if session.request.sets:
        with show_study_progress() as progress:
            sets = session.sample_sets(progress, _make_draws_function(session.request, place))
    with show_study_progress() as progress:
        rows = session.compute_table(progress)
    if sets is not None:
        with show_study_progress() as progress:
            shares, others["sets"] = session.compute_robust_shares(sets, progress)
        rows = rows.merge(shares, on=["claim", "measure"], how="left")
    if session.request.map_runs:
        with show_study_progress() as progress:
            others["maps"] = session.compute_maps(progress)
    folder = session.write_table(place, rows, others, ["taijie", *sys.argv[1:]])
    if as_json:
        say_json({"folder": str(folder), "rows": make_plain_records(rows)})
        return
    _say_table(rows)
    if "maps" in others:
        _say_maps(others["maps"])
    say(f"\n{folder}")


def _make_draws_function(request: Request, outputs: Path) -> LeverDraws | None:
    """Return the function that gives lever values at a fit's parameter sets; None without a fit,
    where sets are sampled from a box.
    """
    from functools import partial

    from runs.plan.plan import NO_FIT
    from runs.studies.fit.carrying import compute_lever_draws

    return None if request.fit == NO_FIT else partial(compute_lever_draws, outputs, request.fit)


def _parse_request(pairs: dict[str, str]) -> Request:
    """Return the request that KEY=VALUE words make; WrongInput for an unknown one."""
    from runs.cli.arguments import parse_executor, parse_whole_number
    from runs.studies.claims.run import Request

    for key, value in pairs.items():
        if key in LAUNCH_KEYS and key not in OWN_KEYS:
            raise make_command_key_error("claims", key, value, OWN_KEYS)
    texts = tuple(f"{key}={value}" for key, value in pairs.items() if key not in OWN_KEYS)
    runs = parse_whole_number(pairs, "runs", 2000, least=2)
    seed = parse_whole_number(pairs, "seed", 0)
    return Request(runs, seed, texts, parse_executor(pairs), fit=pairs.get("fit", Request.fit))


def _say_plan(session: Session, as_json: bool) -> None:
    """Print the numbers of claims, measures, variants and runs, and the cost."""
    asked, count = session.request, len(session.plan_table_jobs())
    measures = sum(len(one.claim.measures) for one in session.claims)
    head = f"{format_count(len(session.claims), 'claim')}, {format_count(measures, 'measure')}"
    sets = "sets of the box" if asked.fit == "none" else f"draws of fit={asked.fit}"
    runs = f"{session.count_table_runs():,} runs ({asked.runs:,} a variant)"
    how = "about" if asked.fit == "none" else "at most"  # a box may need more candidates
    more = f" + {how} {session.count_robust_share_runs():,} in {asked.sets} {sets}"
    head += f", {format_count(count, 'different variant')} · {runs}{more if asked.sets else ''}"
    say(f"{head} · {session.estimate_time_in_words()}", error=as_json)


def _say_table(rows: Any) -> None:
    """Print the rows of the claims, by family, with counts of verdicts and remarks."""
    from runs.studies.claims.claim import FAMILIES, get_claim_family

    families = rows["class"].map(get_claim_family)
    for name, (_, head) in FAMILIES.items():
        part = rows[families == name]
        if not len(part):
            continue
        say(f"\n{head}")
        say(_format_claims_table(part))
        told = part["verdict"].value_counts()
        say(" · ".join(f"{verdict}: {number}" for verdict, number in told.items()))
        for text in _write_remarks(part):
            say(text)


def _write_remarks(rows: Any) -> list[str]:
    """Return sentences on identical variants, on predicted levels, and on the caveats of claims."""
    levels = rows[rows["level"].notna()]
    same = rows.filter(regex="^equal_").eq(True).any(axis=None)
    weak = rows[rows["caveat"].notna()].drop_duplicates("claim")
    sides = {"+": "above", "-": "below"}
    return [
        *(["A = B: what A and B differ in is itself switched off: they are then one configuration."]
          if same else []),
        *(f"{row['claim']} {row['measure']}: {sides[row['level']]} 0 in both variants:"
          f" {row['level_holds']} (A {_format_level(row, 'a')}, B {_format_level(row, 'b')})"
          for row in levels.to_dict("records")),
        *(f"{row['claim']}: weaker than the claim. {row['caveat']}"
          for row in weak.to_dict("records")),
    ]  # fmt: skip


def _format_level(row: Any, side: str) -> str:
    """Return the mean of variant `side` ("a" or "b") with its interval, as text."""
    from runs.analysis.estimates.estimates import Estimate
    from runs.analysis.text.numbers import format_with_interval

    ends = (row[f"low_{side}"], row[f"high_{side}"])
    return format_with_interval(Estimate(row[f"value_{side}"], *ends, int(row["n"])))


def _say_maps(maps: Any) -> None:
    """Print each head-to-head map (two levers that pull opposite ways): the sign at each point."""
    from runs.studies.claims.maps import format_map_signs

    for (pair, claim, _), part in maps.groupby(["head_to_head", "claim", "measure"], sort=False):
        say(f"\n{pair} ({claim}): {format_map_signs(part)}")


def _format_claims_table(rows: Any) -> str:
    """Return rows of claims as a table; ablations and robust shares only if computed."""
    from runs.studies.claims.ablation import CARRIED, OFF

    shared = "robust_share" in rows
    heads = {OFF: "switched off", CARRIED: "carriers off too"}
    again = [how for how in heads if f"n_{how}" in rows and rows[f"n_{how}"].notna().any()]
    head = ["claim", "measure", "predicted", "A minus B (95 %, each alone)", "Holm p",
            "verdict (Holm)", "n"]  # fmt: skip
    lines = []
    for row in rows.to_dict("records"):
        known = row["low"] == row["low"]
        effect = _format_effect(row)
        p = f"{row['p_holm']:.2g}" if known else ""
        line = [row["claim"], row["measure"], row["predicted"], f"{effect} {row['unit']}", p,
                row["verdict"], f"{row['n']:,}"]  # fmt: skip
        left = [text for how in again for text in _format_remaining_effect(row, how)]
        lines.append([*line, *left, *(_format_robustness(row) if shared else [])])
    head += [text for how in again for text in (heads[how], "falls below")]
    return format_table([*head, *(["robust", "opposite", "flips at"] if shared else [])], lines)


def _format_effect(row: Any) -> str:
    """Return an effect with its unadjusted interval as text; "unknown" if it is NaN."""
    from runs.analysis.estimates.estimates import Estimate
    from runs.analysis.text.numbers import format_with_interval

    if row["effect"] != row["effect"]:
        return "unknown"
    return format_with_interval(
        Estimate(row["effect"], row["low"], row["high"], int(row["n"]), counted="pair")
    )


def _format_remaining_effect(row: Any, ablation: str) -> list[str]:
    """Return two cells: the effect with the mechanism switched off (`ablation`: OFF, or CARRIED if
    its other causes are too), and whether it is below the bound; empty if it was not simulated.
    """
    low = row[f"low_{ablation}"]
    if low != low:
        return ["", ""]
    if row[f"equal_{ablation}"]:
        return ["0", "yes: A = B"]
    words = {(True, False): "yes", (False, False): "no", (False, True): "no: turns"}
    judged = words.get((row[f"below_{ablation}"], row[f"turned_{ablation}"]), "too few runs")
    return [
        _format_effect(
            {name: row[f"{name}_{ablation}"] for name in ("effect", "low", "high", "n")}
        ),
        judged,
    ]


def _format_robustness(row: Any) -> list[str]:
    """Return three cells: robust share, share of sets with the opposite sign, and the lever at
    which it flips; empty if the claim has no robust share.
    """
    if row["robust_share"] != row["robust_share"]:
        return ["", "", ""]
    lever = row["flips_at"]
    where = f"{lever} ({row['flips_rho']:+.2f})" if isinstance(lever, str) else ""
    opposite = row["opposite"] / row["sets"]
    return [f"{row['robust_share']:.2f}", f"{opposite:.2f}", where]
