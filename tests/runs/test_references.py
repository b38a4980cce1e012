"""One rule for the name of a batch and of a variant: the newest that fits, or a refusal in full."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

import runs
from runs.archive import addressing
from runs.archive.batch import Archive
from runs.archive.manifest import VariantRecord
from runs.errors import WrongInput
from runs.execute.launch_record import make_first_manifest
from tests.runs.batches import make_plan

STOCK = ("as reported", "counting swapped", "face off")


@dataclass(frozen=True)
class Listed:
    """A batch that is listed: its name, its experiment and its variants."""

    name: str
    experiment: str | None
    variants: tuple[str, ...]


OLDEST_FIRST = (
    Listed("20260101-120000-aaaa_first_call", "first_call", STOCK),
    Listed("20260101-120001-bbbb_first_call", "first_call", (*STOCK, "only here")),
    Listed("20260102-120000-cccc_styles", "styles", ("honor", "hierarchy", "it's")),
    Listed("20260102-120001-dddd_run", None, ("us.insulation=0.1",)),
    Listed("demo", None, ("base, us.pain=0.2", "other, us.pain=0.2")),
    Listed("20260103-120000-eeee_run", None, ("us.insulation=0.9", "a/b")),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Batches without a row, one second apart."""
    outputs = tmp_path_factory.mktemp("outputs")
    plain = make_first_manifest(make_plan(outputs / "any", runs=1, overrides=("horizon=10",)), 1)
    for place, one in enumerate(OLDEST_FIRST):
        records = [
            VariantRecord(name=name, hash=f"{place}{i}" + "ab" * 31, overrides=[], varied={},
                          horizon=10)
            for i, name in enumerate(one.variants)
        ]  # fmt: skip
        told = {"name": one.name, "experiment": one.experiment, "variants": records,
                "created": f"2026-01-0{place + 1}T12:00:00.000+00:00"}  # fmt: skip
        folder = outputs / one.name
        folder.mkdir()
        (folder / "manifest.json").write_text(plain.model_copy(update=told).model_dump_json())
        (folder / "status.jsonl").write_text("")
    return Archive(outputs)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("demo", "demo"),
        ("first_call", "20260101-120001-bbbb_first_call"),
        ("styles", "20260102-120000-cccc_styles"),
        ("aaaa", "20260101-120000-aaaa_first_call"),
        ("cccc_st", "20260102-120000-cccc_styles"),
        ("20260103", "20260103-120000-eeee_run"),
        ("de", "demo"),
    ],
)
def test_a_batch_is_found_by_its_experiment_or_any_part_of_its_name(
    archive: Archive, name: str, wanted: str
) -> None:
    assert archive.open(name).name == wanted
    assert addressing.open_batch(archive, name).name == wanted
    assert runs.open_batch(name, str(archive.outputs)).name == wanted


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("20260102", ["20260102-120001-dddd_run", "20260102-120000-cccc_styles"]),
        ("_run", ["20260103-120000-eeee_run", "20260102-120001-dddd_run"]),
        ("firstcall", ["first_call"]),
        ("style", []),
    ],
)
def test_a_part_of_several_names_is_refused_with_all_of_them(
    archive: Archive, name: str, named: list[str]
) -> None:
    if not named:  # a part of one name alone
        assert archive.open(name).name.endswith("styles")
        return
    with pytest.raises(WrongInput) as refusal:
        archive.open(name)
    assert list(refusal.value.nearest) == named


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../demo", "../demo"),
        ("nothing like it", "nothing like it"),
        ("", "''"),
        ("   ", "'   '"),
        ("a\nb", r"'a\nb'"),
        ("x" * 500, f"'{'x' * 40}'... (500 characters)"),
    ],
)
def test_no_batch_of_such_a_name_is_refused(archive: Archive, name: str, told: str) -> None:
    with pytest.raises(WrongInput, match=re.escape(f"batch {told}: there is none in")):
        archive.open(name)


@pytest.mark.parametrize(
    ("words", "batch", "place"),
    [
        (("as reported", "face off"), "20260101-120001-bbbb_first_call", True),
        (("us.insulation=0.9", "a/b"), "20260103-120000-eeee_run", False),
        (("honor", "it's"), "20260102-120000-cccc_styles", True),
        (("base", "other"), "demo", True),
        (("00abab", "02abab"), "20260101-120000-aaaa_first_call", True),
    ],
)
def test_variants_are_looked_for_together_newest_batch_first(
    archive: Archive, words: tuple[str, str], batch: str, place: bool
) -> None:
    found = addressing.find_variants(archive, words)
    assert [one.batch.name for one in found] == [batch, batch]
    told = addressing.write_other_batches_note(found)
    assert (batch in told) is place
    assert bool(told) is place


def test_variants_of_two_batches_are_found_each_where_it_is(archive: Archive) -> None:
    found = addressing.find_variants(archive, ["us.insulation=0.1", "us.insulation=0.9"])
    assert [one.batch.name for one in found] == [
        "20260102-120001-dddd_run",
        "20260103-120000-eeee_run",
    ]
    assert "20260102-120001-dddd_run" in addressing.write_other_batches_note(found)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("aaaa/face off", ("20260101-120000-aaaa_first_call", "face off")),
        ("styles/it's", ("20260102-120000-cccc_styles", "it's")),
        ("dddd", ("20260102-120001-dddd_run", "us.insulation=0.1")),
        ("a/b", ("20260103-120000-eeee_run", "a/b")),
        ("demo/base", ("demo", "base, us.pain=0.2")),
    ],
)
def test_a_variant_is_named_with_its_batch_or_by_a_batch_of_one(
    archive: Archive, word: str, wanted: tuple[str, str]
) -> None:
    found = addressing.find_variant(archive, word)
    assert (found.batch.name, found.variant.name) == wanted


def test_a_batch_without_the_variant_names_those_that_have_it(archive: Archive) -> None:
    with pytest.raises(WrongInput) as refusal:
        addressing.find_variant(archive, "face off", "styles")
    assert list(refusal.value.nearest) == [
        "20260101-120001-bbbb_first_call/face off",
        "20260101-120000-aaaa_first_call/face off",
    ]
    with pytest.raises(WrongInput, match="no other batch has it"):
        addressing.find_variant(archive, "zzzz")


def test_a_batch_of_several_variants_does_not_stand_for_one(archive: Archive) -> None:
    with pytest.raises(WrongInput, match="3 variants: say which") as refusal:
        addressing.find_variant(archive, "styles")
    assert "20260102-120000-cccc_styles/it's" in refusal.value.allowed
