"""Mangled configs, networks and designs: taken, or refused in a sentence; nothing else happens."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.parameters.ties import read_ties
from runs.errors import WrongInput
from runs.plan.designs.user_table import read_points
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from tests.architecture.sources import ROOT
from tests.faults.mangling import check_sentence, mangle_texts, write_unwatched

EXPERIMENT = (ROOT / "configs" / "experiment" / "first_call.yaml").read_text()
SIGNAL = "# @package signal.a_gift\nsender: leader\nkind: &a offer\npotency: 0.5\nmore: [*a, 1]\n"
EDGES = "source,target,channel,delay,weight\na,b,influence,1,0.5\nb,a,command,2,\n"
POINTS = "# two levers\nus.insulation,china.insulation\n0.1,0.2\n0.3,0.4\n"
GRAPH = """<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="c" for="edge" attr.name="channel" attr.type="string"/>
<key id="d" for="edge" attr.name="delay" attr.type="double"/>
<graph edgedefault="directed"><node id="a"/><node id="b"/>
<edge source="a" target="b"><data key="c">influence</data><data key="d">2</data></edge></graph>
</graphml>"""
TEN_OF_THE_LAST = "{0}: &a [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
TWICE_THE_LAST = "a{0}: ${{a{1}}}${{a{1}}}\n"
LEVERS = ("us.insulation", "china.insulation")
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
long = settings(quick, max_examples=300)


def plan_folder(folder: Path) -> None:
    """Plan the one experiment there is; WrongInput, with a sentence and no secret, is as good."""
    try:
        plan = Planner(ConfigComposer(folder)).plan(["experiment=own", "plan=true"], multirun=False)
        assert plan.variants
    except WrongInput as error:
        check_sentence(error)


def check_yaml(desk: Path, data: bytes) -> None:
    write_unwatched(desk / "configs" / "experiment" / "own.yaml", data)
    plan_folder(desk)


def check_ties(desk: Path, name: str, data: bytes) -> None:
    write_unwatched(desk / name, data)
    try:
        assert read_ties(name)
    except ValueError as error:
        check_sentence(error)


def check_points(desk: Path, name: str, data: bytes) -> None:
    write_unwatched(desk / name, data)
    try:
        table = read_points(name, LEVERS)
        assert np.isfinite(table.values).all()
    except WrongInput as error:
        check_sentence(error)


@settings(quick, max_examples=12)
@given(data=mangle_texts(EXPERIMENT) | mangle_texts(SIGNAL) | st.binary(max_size=60))
@pytest.mark.slow
def test_a_mangled_config_is_taken_or_refused_in_a_sentence(desk: Path, data: bytes) -> None:
    check_yaml(desk, data)


@quick
@given(data=mangle_texts(EDGES))
def test_a_mangled_edge_list_is_taken_or_refused_in_a_sentence(desk: Path, data: bytes) -> None:
    check_ties(desk, "own.csv", data)


@quick
@given(data=mangle_texts(GRAPH))
def test_a_mangled_graph_is_taken_or_refused_in_a_sentence(desk: Path, data: bytes) -> None:
    check_ties(desk, "own.graphml", data)


@quick
@given(data=mangle_texts(POINTS))
def test_a_mangled_design_is_taken_or_refused_in_a_sentence(desk: Path, data: bytes) -> None:
    check_points(desk, "own.csv", data)


def table(points: int = 3) -> bytes:
    """A design of two levers as a Parquet file."""
    sink = io.BytesIO()
    values = 0.1 + np.arange(points) % 3 / 10
    pq.write_table(pa.table(dict.fromkeys(LEVERS, values)), sink)
    return sink.getvalue()


PARQUET = table()
bytes_there = st.tuples(st.integers(0, len(PARQUET) - 1), st.integers(0, 255))


@quick
@given(edits=st.lists(bytes_there, max_size=6), end=st.integers(0, len(PARQUET)))
def test_a_mangled_parquet_design_is_taken_or_refused_in_a_sentence(
    desk: Path, edits: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(PARQUET)
    for place, value in edits:
        data[place] = value
    check_points(desk, "own.parquet", bytes(data if end % 2 else data[:end]))


@pytest.mark.slow
@settings(quick, max_examples=120)
@given(data=mangle_texts(EXPERIMENT) | mangle_texts(SIGNAL) | st.binary(max_size=60))
def test_many_more_mangled_configs(desk: Path, data: bytes) -> None:
    check_yaml(desk, data)


@pytest.mark.slow
@long
@given(data=mangle_texts(GRAPH), edges=mangle_texts(EDGES), points=mangle_texts(POINTS))
def test_hundreds_of_mangled_tables(desk: Path, data: bytes, edges: bytes, points: bytes) -> None:
    check_ties(desk, "own.graphml", data)
    check_ties(desk, "own.csv", edges)
    check_points(desk, "points.csv", points)


def test_a_value_in_quotes_over_two_lines_keeps_the_lines_of_those_below(desk: Path) -> None:
    write_unwatched(desk / "own.csv", b'us.insulation\n"0.1\n"\n\n7\n')
    with pytest.raises(WrongInput, match=r"own\.csv, line 5: "):
        read_points("own.csv", LEVERS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [x, x]\n" + "".join(map(TEN_OF_THE_LAST.format, "bcdefgh")), r"alias, \*a; write"),
        ("a: &a {b: *a}\n", "holds an alias"),
        ("a: &a 0.4\nus: {insulation: *a}\n", "holds an alias"),
        ("a: [" + "x, " * 100_001 + "x]\n", "holds more than 100,000 values"),
        ("a: " + "[" * 60 + "]" * 60, "nested deeper"),
        ("a: !!python/object/apply:os.getcwd []\n", r"own\.yaml holds a tag, !!python"),
        ("defaults:\n  - /../../secret\n  - _self_\n", "leads out of the folder"),
        ("a: x" + "x" * 1_000_000, "bytes"),
        ("a: &a0 [x]\n" + "".join(f"b{i}: &a{i + 1} [*a{i}]\n" for i in range(300)), "alias"),
        ("us: {insulation: '${oc.env:HOME}'}\n", r"own\.yaml: us\.insulation holds a reference"),
        (r'us: {pain: ["\x24{seed}"]}', r"own\.yaml: us\.pain\.0 holds a reference"),
        ("a0: xx\n" + "".join(map(TWICE_THE_LAST.format, range(1, 40), range(39))),
         r"own\.yaml: a1 holds a reference"),
        ("a: ${b}\nb: ${a}\n", r"own\.yaml: a holds a reference"),
        ("runs: ${oc.decode:'9'}\n", "holds a reference"),
    ],
    ids=["aliases of aliases", "itself", "one alias", "many values", "deep", "a tag that calls",
         "climbing out", "huge",
         "deep by aliases", "the environment", "escaped", "doubled forty times", "a circle",
         "a resolver"],
)  # fmt: skip
def test_a_config_that_would_expand_call_or_climb_is_refused(
    desk: Path, text: str, said: str
) -> None:
    write_unwatched(
        desk / "configs" / "experiment" / "own.yaml", f"# @package _global_\n{text}".encode()
    )
    with pytest.raises(WrongInput, match=said):
        Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False)


def test_a_tag_in_a_style_is_refused_with_its_file(desk: Path) -> None:
    """Its key was not typed, so that the style's file is read once more to find where it stands."""
    (desk / "configs" / "leader").mkdir(exist_ok=True)
    write_unwatched(desk / "configs" / "leader" / "own.yaml", b"coupling: !half 1\n")
    with pytest.raises(WrongInput, match=r"own\.yaml holds a tag, !half; write the value without"):
        Planner(ConfigComposer(desk)).plan(["leader@us=own"], multirun=False)


def test_networks_and_designs_beyond_their_size_are_not_opened(desk: Path) -> None:
    for name, read in (("own.csv", read_ties), ("own.graphml", read_ties)):
        write_unwatched(desk / name, b"")
        os.truncate(desk / name, 20_000_001)
        with pytest.raises(ValueError, match="more than 20,000,000 bytes"):
            read(name)
    os.truncate(desk / "own.csv", 200_000_001)
    with pytest.raises(WrongInput, match=r"own\.csv has too many bytes"):
        read_points("own.csv", LEVERS)


def test_a_packed_design_of_too_many_points_is_refused_before_it_is_unpacked(desk: Path) -> None:
    write_unwatched(desk / "own.parquet", table(points=1_000_001))
    assert (desk / "own.parquet").stat().st_size < 1_000_000
    with pytest.raises(WrongInput, match="too many points"):
        read_points("own.parquet", LEVERS)
