"""Who reaches whom: topologies, a user's own ties, delays, and files that must not be believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from model.network import CHANNELS, build_network, can_press_reach_group
from model.parameters import Configuration
from model.parameters.ties import read_ties
from tests.model.standoffs import change_config, compose, rows

HAZARD = {"name": "constant_hazard", "probability": 1.0, "request": "ask_public"}
ASKING = change_config(
    compose("horizon=20", "policy@china.policy=never"),
    {
        "us.policy": HAZARD, "china.policy": HAZARD | {"probability": 0.0},
        "us.preparation_days": 0.0, "china.preparation_days": 0.0, "china.style": "top_down",
    },
)  # fmt: skip


def with_ties(config: Configuration, *ties: dict[str, Any]) -> Configuration:
    """The configuration with ties of one's own, as if read from a file."""
    network = {"network.topology": "file", "network.file": "given", "network.ties": list(ties)}
    return change_config(config, network)


def diplomatic(source: str, target: str, **more: Any) -> dict[str, Any]:
    return {"source": source, "target": target, "channel": "diplomatic", **more}


@pytest.mark.parametrize("topology", ["hub", "small_world", "polarised"])
def test_every_topology_reaches_every_public(topology: str) -> None:
    config = compose(f"network={topology}")
    graph = build_network(config)
    assert {key for _, _, key in graph.edges(keys=True)} <= set(CHANNELS)
    for name, member in config.cast.items():
        if member.role == "constituency":
            heard = [u for u, _, key in graph.in_edges(name, keys=True) if key == "influence"]
            assert heard, name
            assert name not in heard


def test_topologies_differ_in_who_listens_to_whom() -> None:
    ties = [
        {e for e in build_network(compose(f"network={t}")).edges(keys=True) if e[2] == "influence"}
        for t in ("hub", "small_world", "polarised")
    ]
    assert ties[0] != ties[1] != ties[2] != ties[0]


def test_a_press_that_leans_reaches_only_its_own_home() -> None:
    config = compose()
    cast = config.cast
    assert can_press_reach_group(config, cast["western_press"], cast["us_base"])
    assert not can_press_reach_group(config, cast["western_press"], cast["china_public"])
    assert can_press_reach_group(config, cast["white_house"], cast["china_public"])


def test_a_users_own_tie_carries_with_its_own_delay() -> None:
    ties = [diplomatic("us_leader", "china_leader", delay=4),
            diplomatic("china_leader", "us_leader")]  # fmt: skip
    assert set(rows(ASKING, 10)["duration"]) == {1.0}
    assert set(rows(with_ties(ASKING, *ties), 10)["duration"]) == {5.0}


def test_a_request_without_a_tie_reaches_nobody() -> None:
    one_way = with_ties(ASKING, diplomatic("china_leader", "us_leader"))
    hosts = {f"cast.{n}.activity": 0.0 for n, m in ASKING.cast.items() if m.role == "third_party"}
    assert not rows(change_config(one_way, hosts), 10)["event_observed"].any()


def test_a_tie_that_distorts_everything_is_not_read() -> None:
    lost = diplomatic("us_leader", "china_leader", distortion=1.0)
    outcomes = rows(with_ties(ASKING, lost, diplomatic("china_leader", "us_leader")), 10)
    assert not outcomes["refusals_us"].any()
    assert set(outcomes["first_mover_true"]) <= {2, 4}


def test_influence_with_all_meaning_lost_leaves_each_with_its_own_view() -> None:
    deaf = change_config(compose("horizon=30"), {"network.influence.distortion": 1.0})
    assert not np.array_equal(
        rows(deaf, 3)["pain_us_end"], rows(compose("horizon=30"), 3)["pain_us_end"]
    )


def test_an_edge_list_is_read_as_written(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "# ties of my own\nsource,target,channel,delay,leak,weight\n"
        "us_leader,china_leader,diplomatic,3,0.1,\nwestern_press,us_base,influence,,,2.5\n"
    )
    assert read_ties(str(file)) == [
        {"source": "us_leader", "target": "china_leader", "channel": "diplomatic",
         "delay": 3, "leak": 0.1},
        {"source": "western_press", "target": "us_base", "channel": "influence", "weight": 2.5},
    ]  # fmt: skip


GRAPHML = """<?xml version="1.0"?>{doctype}
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="c" for="edge" attr.name="channel" attr.type="string"/>
<key id="d" for="edge" attr.name="delay" attr.type="double"/>
<graph edgedefault="directed"><node id="us_leader"/><node id="china_leader"/>
<edge source="us_leader" target="china_leader"><data key="c">{channel}</data>
<data key="d">2</data></edge></graph></graphml>
"""


def test_a_graphml_file_is_read_as_ties(tmp_path: Path) -> None:
    file = tmp_path / "own.graphml"
    file.write_text(GRAPHML.format(doctype="", channel="diplomatic"))
    (tie,) = read_ties(str(file))
    assert tie == {
        "source": "us_leader", "target": "china_leader", "channel": "diplomatic", "delay": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE g [<!ENTITY a "diplomatic">]>',
        '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE g [<!ENTITY b "xxxxxxxx"><!ENTITY a "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    ],
    ids=["an entity", "an outside file", "entities in entities"],
)
def test_graphml_that_expands_entities_is_refused(tmp_path: Path, doctype: str) -> None:
    file = tmp_path / "bomb.graphml"
    file.write_text(GRAPHML.format(doctype=doctype, channel="&a;"))
    with pytest.raises(ValueError, match="not readable GraphML"):
        read_ties(str(file))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no ties"),
        ("source,target,channel\n", "holds no ties"),
        ("source,target,channel,delay\na,b,command,soon\n", "'soon' is no number"),
    ],
)
def test_a_malformed_edge_list_says_what_is_wrong(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=reason):
        read_ties(str(file))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("absent.csv", None, "'.*absent.csv' does not exist"),
        ("own.txt", b"", "is none of .graphml, .xml, .csv"),
        ("own.csv", b"source,target\n\xff,b\n", "own.csv is not a readable edge list"),
        ("own.graphml", b"\xff", "own.graphml is not readable GraphML"),
        ("own.xml", b"<graphml>", "own.xml is not readable GraphML"),
        ("own.graphml", b"<graphml/>", "own.graphml is not readable GraphML"),
    ],
)
def test_a_file_that_holds_no_network_is_refused_by_its_name(
    tmp_path: Path, name: str, data: bytes | None, reason: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=reason):
        read_ties(str(tmp_path / name))


def test_a_delay_is_a_whole_number_of_days(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("source,target,channel,delay,leak\nus_leader,japan,diplomatic,2.0,1.0\n")
    (tie,) = read_ties(str(file))
    assert (tie["delay"], tie["leak"]) == (2, 1.0)
    file.write_text("source,target,channel,delay\nus_leader,japan,diplomatic,1.5\n")
    with pytest.raises(ValidationError, match="delay"):
        with_ties(compose(), *read_ties(str(file)))


def test_a_tie_to_somebody_outside_the_cast_is_refused() -> None:
    with pytest.raises(ValidationError, match="'norway' is no member of the cast"):
        with_ties(compose(), diplomatic("norway", "us_leader"))


def test_a_channel_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="channel"):
        with_ties(compose(), {"source": "us_leader", "target": "japan", "channel": "rumour"})


def test_an_attribute_of_a_graph_without_a_type_is_refused(tmp_path: Path) -> None:
    graph = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">
    <edge source="a" target="b"><data key="d9">1</data></edge></graph></graphml>"""
    (tmp_path / "own.graphml").write_text(graph)
    with pytest.raises(ValueError, match=r"own\.graphml is not readable GraphML"):
        read_ties(str(tmp_path / "own.graphml"))
