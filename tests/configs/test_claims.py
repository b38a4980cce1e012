"""The claims: every one of the collection has its file, in our words, on ordinary levers only."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from model.parameters import Configuration
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS
from runs.studies.claims.claim import PACKAGED, Claim, read_claim
from runs.studies.claims.plan import Variants
from tests.architecture.sources import ROOT, python_files, relative_path
from tests.dyads import SIDES

FILES = sorted(PACKAGED.glob("*.yaml"))
COLLECTION = """
K01 K02 K03 K04 K05 K06 K07 K09 K10 K11 K13 K13b K14 K15 K16 K18 K19 K20 K21 K23
K25 K26 K27 K28 K29 K30 K31 K32 K33 K34 K35 K36 K38 K39 K40 K41 K42 K43 K45 K47
K48 K49 K50 K51 K52 K54 K55 K56 K57 K58 K60 K61 K63 K65 K66 K67 K69 K70 K71 K72
K73 K74 K76 K77 K78 K79 K80 K82 K83 K85 K86 K87
"""
SECOND_ROWS = {"K28b"}  # a claim with two pairs of variants has a file for each
CONTESTED = """
K13 K13b K14 K18 K26 K32 K34 K36 K38 K47 K54 K56 K57 K67 K71 K73 K79 K80
"""
CARRIED = "K19 K39 K47 K48 K56 K58 K69 K72 K73 K74 K83"
"""What stays beyond its bound with the mechanism off (docs/claims_results.md), but for K03."""
WEAK = "K10 K19 K20 K26 K40 K49 K52 K56 K60 K61 K65 K87"
PAIRS = {"waiting", "asking", "publics", "preparing", "ritual"}
LAUNCH = {*LAUNCH_KEYS, "horizon", "start", "ticks_per_day"}


@cache
def claims() -> dict[str, Claim]:
    """Every claim of the package by its id."""
    return {claim.id: claim for claim in map(read_claim, FILES)}


@cache
def variants() -> Variants:
    """One composer for all: what two claims share is composed once."""
    return Variants(())


@cache
def groups() -> set[str]:
    """The groups of options that a claim may choose from."""
    chosen = ConfigComposer(ROOT / "tests").chosen
    return {name for name in chosen if name.split("@")[0] != "executor"}


def overrides(claim: Claim) -> list[str]:
    """All that a claim sets, in either variant."""
    return [*claim.base, *claim.a, *claim.b, *claim.all_switched_off]


def test_every_claim_of_the_collection_has_exactly_one_file() -> None:
    wanted = COLLECTION.split()
    assert len(wanted) == len(set(wanted)) == 72
    assert Counter(read_claim(path).id for path in FILES) == Counter([*wanted, *SECOND_ROWS])


def test_the_contested_claims_are_those_that_are_evidence() -> None:
    assert {name for name, claim in claims().items() if claim.kind == "contested"} == set(
        CONTESTED.split()
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_claim_names_its_articles_and_predicts_something(path: Path) -> None:
    claim = claims()[read_claim(path).id]
    assert set(claim.source.split()) <= {"000", "001", "002", "003", "004"}
    assert claim.kind in ("bookkeeping", "single-path", "contested")
    assert claim.source
    assert claim.passage
    assert claim.mechanism
    silent = all(one.sign == "0" for one in claim.measures)
    assert silent == (claim.id == "K13b"), "where publics both hurt and shame, none is predicted"


def test_no_two_claims_say_the_same() -> None:
    for words in ("title", "passage", "mechanism"):
        said = Counter(getattr(claim, words).casefold() for claim in claims().values())
        assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_claim_sets_what_is_simulated_and_nothing_else(path: Path) -> None:
    claim = claims()[read_claim(path).id]
    allowed = {*Configuration.model_fields, *SIDES} - LAUNCH
    for axis in variants().planner.composer.parse_axes(overrides(claim)):
        assert axis.key in groups() or axis.key.split(".")[0] in allowed, axis.key
        assert not axis.swept
        assert axis.key != "experiment"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_two_variants_of_a_claim_are_valid_and_differ(path: Path) -> None:
    claim = claims()[read_claim(path).id]
    a, b = (
        variants().compose_and_hash_variant([*claim.base, *own], claim.id)
        for own in (claim.a, claim.b)
    )
    assert (a == b) == (claim.factors is not None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_claim_says_what_it_rests_on_and_how_that_is_switched_off(path: Path) -> None:
    claim = claims()[read_claim(path).id]
    assert re.match(r"M(0[1-9]|[12]\d|3[0-6])\b.*: ", claim.rests_on or ""), claim.rests_on
    for own in (claim.a, claim.b):
        on, off = (
            variants().compose_and_hash_variant([*claim.base, *own, *more], claim.id)
            for more in ([], claim.switched_off)
        )
        assert on != off or own != claim.a, "in A it is on"


def test_only_what_stays_without_its_mechanism_says_what_else_carries_it() -> None:
    carried = {name for name, claim in claims().items() if claim.carried_by}
    assert carried == set(CARRIED.split())


@pytest.mark.parametrize("name", CARRIED.split())
def test_what_else_carries_a_claim_is_one_mechanism_each_and_leaves_a_treatment(name: str) -> None:
    claim = claims()[name]
    for one in claim.carried_by:
        assert re.match(r"M(0[1-9]|[12]\d|3[0-6]): ", one.rests_on), one.rests_on
        assert not set(one.switched_off) & set(claim.switched_off)
    a, b, off = (
        variants().compose_and_hash_variant([*claim.base, *own, *more], name)
        for own, more in (
            (claim.a, claim.all_switched_off),
            (claim.b, claim.all_switched_off),
            (claim.a, claim.switched_off),
        )
    )
    assert a != b, "were they the same, it would show nothing"
    assert a != off


def test_no_placebo_rests_on_anything() -> None:
    placebos = list(map(read_claim, sorted((PACKAGED / "placebo").glob("*.yaml"))))
    assert len(placebos) == 11
    assert not any(claim.all_switched_off or claim.caveat for claim in placebos)


def test_what_the_levers_cannot_say_of_a_claim_stands_in_its_file() -> None:
    weak = {name for name, claim in claims().items() if claim.caveat}
    assert weak == set(WEAK.split())
    no_evidence = {name for name in weak if "no evidence" in str(claims()[name].caveat)}
    assert no_evidence == {"K52", "K65"}


def test_each_head_to_head_pair_has_both_its_sides_and_one_map() -> None:
    paired = [claim for claim in claims().values() if claim.head_to_head]
    sides = Counter(claim.head_to_head for claim in paired)
    assert set(sides) == PAIRS
    assert min(sides.values()) >= 2
    assert sorted(str(c.head_to_head) for c in claims().values() if c.levers) == sorted(PAIRS)


def test_no_code_of_the_model_names_a_claim() -> None:
    name = re.compile(r"\bK\d\d[a-z]?\b")
    assert [
        relative_path(path)
        for path in python_files("model", "agents", "runs")
        if name.search(path.read_text(encoding="utf-8"))
    ] == []
