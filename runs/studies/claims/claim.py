"""A claim as its file states it, and where the files are found.

`./configs/claim` is searched before the packaged folder, as with every config; the placebo claims
and the A/A claim lie in its subfolder `placebo`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from runs.errors import WrongInput, find_nearest_names
from runs.paths import HOME, fold_case, get_current_folder
from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.study_files import read_study_file

FOLDER = "claim"
PACKAGED = HOME / "configs" / FOLDER
PLACEBO = "placebo"
EVIDENCE = "contested"
"""The class whose claims are evidence: the model could have come out either way."""
OTHERS = "others"
"""The family of the other classes, which hold by construction."""


class Family(NamedTuple):
    """The name of a family of claims, as an option and as a heading."""

    label: str
    heading: str


FAMILIES = {
    EVIDENCE: Family(
        "contested: they alone are evidence",
        "Contested claims: the model could have come out either way. They alone are evidence.",
    ),
    OTHERS: Family(
        "bookkeeping and single-path: not evidence",
        "Bookkeeping and single-path claims: that these hold shows that the model does what it was"
        " built to do, no more.",
    ),
    PLACEBO: Family(
        "placebo: no path from lever to measure",
        "Placebo claims: no path from lever to measure.",
    ),
}


def get_claim_family(claim_class: str) -> str:
    """Return the family in which a class of claims is reported: the class itself if it is one of
    FAMILIES, else OTHERS.
    """
    return claim_class if claim_class in FAMILIES else OTHERS


class Carrier(BaseModel):
    """Another cause of a claim's effect: `rests_on` names it in words, `switched_off` are the
    overrides that remove it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    switched_off: list[str] = Field(min_length=1)
    rests_on: str = Field(min_length=1)


class Claim(BaseModel):
    """One claim: in our own words, with its source, its two variants and its measures.

    `base`: overrides of both variants, followed by `a` or `b`. `head_to_head`: name of the pair it
    is one of. `levers` (of such a pair): two levers with the values of a map, the first of each
    being "off". `factors` (for `sobol_share`): two groups of levers, each lever with its values in
    the crossed design. `switched_off`: overrides, after either variant's own, that switch off what
    the claim `rests_on`; `carried_by`: other causes of the effect, switched off after these.
    `caveat`: in what respect variants or measures are weaker than the claim.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    id: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    title: str = Field(min_length=1)
    source: str
    passage: str
    mechanism: str
    kind: Literal["bookkeeping", "single-path", "contested", "placebo"] = Field(alias="class")
    base: list[str] = []
    a: list[str] = []
    b: list[str] = []
    switched_off: list[str] = []
    rests_on: str | None = None
    carried_by: list[Carrier] = []
    caveat: str | None = None
    measures: list[MeasureSpec] = Field(min_length=1)
    head_to_head: str | None = None
    levers: dict[str, list[float]] | None = None
    factors: dict[str, dict[str, list[float]]] | None = None

    @model_validator(mode="after")
    def _check_complete_claim(self) -> Claim:
        """Return self; ValueError for an unknown measure, or for fields of which one needs
        another.
        """
        from runs.studies.claims.measures_registry import require_measure

        for spec in self.measures:
            require_measure(spec)
            if spec.measure == "sobol_share" and len(self.factors or {}) != 2:
                raise ValueError("sobol_share needs factors: two groups of levers with values")
        if self.levers is not None and len(self.levers) != 2:
            raise ValueError("levers: two are wanted for a map, each with its values")
        if bool(self.switched_off) != bool(self.rests_on):
            raise ValueError("switched_off and rests_on belong together")
        if self.carried_by and not self.switched_off:
            raise ValueError("carried_by says what is left without switched_off: give both")
        return self

    @property
    def all_switched_off(self) -> list[str]:
        """Overrides that switch off what the claim rests on, then all other causes of
        its effect.
        """
        return [*self.switched_off, *(text for one in self.carried_by for text in one.switched_off)]


def list_claim_folders(current: Path | None = None) -> list[Path]:
    """Return the folders of claim files: the user's own under `current` (None: the current folder),
    if it exists, then the packaged one.
    """
    own = (current or get_current_folder()) / "configs" / FOLDER
    return [own, PACKAGED] if own.is_dir() and own.resolve() != PACKAGED else [PACKAGED]


def find_claim_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return file name (lower case, without ending) -> file of each claim: claims by folder, then
    placebo claims by folder; of equal names the first.
    """
    found: dict[str, Path] = {}
    for pattern in ("*.yaml", f"{PLACEBO}/*.yaml"):
        for folder in folders:
            for path in sorted(folder.glob(pattern)):
                found.setdefault(fold_case(path.stem), path)
    return found


def load_claims(names: Sequence[str], folders: Iterable[Path] | None = None) -> list[Claim]:
    """Return the claims of these ids, or all with the placebo claims if none is named.

    folders: searched in order; None for `list_claim_folders`. Raises WrongInput for an unknown id
    and for a file that is no valid claim.
    """
    known = find_claim_files(folders or list_claim_folders())
    for name in names:
        if fold_case(name) not in known:
            close = find_nearest_names(fold_case(name), known)
            raise WrongInput(f"there is no claim {name}.", key="claim", value=name, nearest=close,
                             allowed=[] if close else list(known))  # fmt: skip
    wanted = dict.fromkeys(map(fold_case, names)) or known
    return [read_claim(known[name]) for name in wanted]


def read_claim(path: Path) -> Claim:
    """Return the claim of one file; WrongInput, with file, key and what is wrong, if it is not
    valid or its id is not the file's name.
    """
    claim = read_study_file(path, Claim)
    if fold_case(claim.id) != fold_case(path.stem):
        raise WrongInput(
            f"{path.name}: id={claim.id}: the file of a claim has its id as name.",
            key="id", value=claim.id, allowed=[path.stem],
        )  # fmt: skip
    return claim
