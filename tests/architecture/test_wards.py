"""No arrow between modules climbs or closes a circle, wherever in a module the import stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

import networkx as nx

from tests.architecture.arrows import arrows, modules, orders, ward_of, wards
from tests.architecture.sources import ROOT, relative_path

FACADES = {
    *("runs", "runs.__main__", "runs.api", "runs.standoff"),  # what a user asks for, of all wards
    *("model.standoff", "model.second_standoff"),  # the model itself, over phases and outcomes
}
"""Modules that lie in a package and stand over all the wards in it."""


def circles(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the circles there are, each as the sorted names in it."""
    graph = nx.DiGraph((one, other) for one, other in pairs if one != other)
    return [sorted(each) for each in nx.strongly_connected_components(graph) if len(each) > 1]


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert len(arrows()) > 1000
    assert circles(arrows()) == []


def test_no_wards_import_each_other_in_a_circle() -> None:
    def place(module: str) -> str:
        return f"{module} itself" if module in FACADES else ward_of(module)

    assert modules().keys() >= FACADES
    assert circles((place(one), place(other)) for one, other in arrows()) == []


def test_no_arrow_climbs_from_a_ward_to_one_above() -> None:
    assert {order.package for order in orders()} >= {"runs", "runs.analysis", "dashboards"}
    climbing = [
        (one, other)
        for order in orders()
        for one, other in arrows()
        if (floor := order.floor(one)) is not None
        and (above := order.floor(other)) is not None
        and above < floor
    ]
    assert climbing == []


def test_every_ward_has_its_place_in_the_order() -> None:
    for order in orders():
        inner = {ward for ward in wards() if ward.rpartition(".")[0] == order.package}
        assert not {ward for ward in inner if order.floor(ward) is None}, order.package


def test_an_import_in_a_function_and_one_for_types_are_counted() -> None:
    assert ("runs.execute.perform", "runs.execute.worker") in arrows()  # in a function
    assert ("runs.plan.plan", "runs.plan.designs.planned") in arrows()  # for types


def test_the_page_gives_the_wards_in_their_order() -> None:
    text = " ".join((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split())
    for order in orders():
        inner = [name for floor in order.floors for name in floor]
        names = [name for name in inner if f"{order.package}.{name}" in wards()]
        assert f"`{order.package}`: {', '.join(names)}." in text


def test_tests_of_the_packages_below_import_none_of_the_pages() -> None:
    """What makes batches for several suites lies with the tests of runs."""
    below = list((ROOT / "tests" / "runs").rglob("*.py"))
    assert below
    assert not [
        relative_path(path)
        for path in below
        if re.search(r"^from tests\.(?:dashboards|browser)\b", path.read_text(), re.MULTILINE)
    ]
