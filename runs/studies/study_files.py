"""Reads the YAML files of a study: the user's own in ./configs/<group>, then the packaged ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from runs.errors import WrongInput, find_nearest_names, make_unknown_option_error
from runs.paths import fold_case
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.plan.settings.safe_yaml import load_safe_yaml
from runs.plan.settings.value_errors import describe_error, list_stated_values, shorten_value

Entry = TypeVar("Entry", bound=BaseModel)


class StudyFiles(Mapping[str, Entry]):
    """File name (without ending) -> validated entry, each read when it is first asked for, so that
    an invalid file raises only then.

    Args:
        files: name -> file.
        model: class of the entries.
    """

    def __init__(self, files: Mapping[str, Path], model: type[Entry]) -> None:
        self._files, self._model = files, model
        self._read: dict[str, Entry] = {}

    def __getitem__(self, name: str) -> Entry:
        """Return an entry; WrongInput, naming the file, for one that is not valid."""
        if name not in self._read:
            self._read[name] = read_study_file(self._files[name], self._model)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def load_study_files(composer: ConfigComposer, group: str, model: type[Entry]) -> StudyFiles[Entry]:
    """Return the entries of all files of a group of configs, sorted by name; a user's file replaces
    the packaged one of that name.

    model: class of the entries. One that is not valid raises WrongInput, naming the file, when it
    is asked for.
    """
    folders = [PACKAGED / group, *([composer.own / group] if composer.own else [])]
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    return StudyFiles({name: files[name] for name in sorted(files)}, model)


def read_study_file(path: Path, model: type[Entry]) -> Entry:
    """Return the entry in a YAML file, validated by `model`; WrongInput for the first error in
    it.
    """
    try:
        return model.model_validate(load_safe_yaml(path))
    except ValidationError as error:
        raise _make_entry_error(path, error.errors(include_url=False), model) from None


def _make_entry_error(path: Path, errors: Sequence[Any], model: type[BaseModel]) -> WrongInput:
    """Return the WrongInput for the first of pydantic's errors in a file, an unknown key before all
    others, since a mistyped key is missing as well; model: class of what the file holds.
    """
    first = min(errors, key=lambda one: one["type"] != "extra_forbidden")
    *above, last = first["loc"] or ("",)
    missing = [str(one["loc"][-1]) for one in errors
               if one["type"] == "missing" and list(one["loc"][:-1]) == above]  # fmt: skip
    key, value = ".".join(map(str, first["loc"])), first["input"]
    place = key if isinstance(value, Mapping | list) else f"{key}={shorten_value(value)}"
    said = "it is missing" if first["type"] == "missing" else describe_error(first)
    reason = f"{path.name}: {f'{place}: ' if key else ''}{said}."
    nearest, known = list[str](), list_stated_values(first)
    if first["type"] == "extra_forbidden":
        reason = f"{path.name}: {key} is not known here."
        known = missing or _list_known_keys(model, above)
        nearest = find_nearest_names(str(last), known)
    elif not first["loc"] and not isinstance(value, Mapping):
        reason = f"{path.name}: settings (key: value) are wanted, and this file holds none."
    plain = value if isinstance(value, str | int | float) else None
    allowed = [] if nearest else known
    return WrongInput(reason, key=key, value=plain, nearest=nearest, allowed=allowed)


def _list_known_keys(kind: Any, steps: Sequence[str | int]) -> list[str]:
    """Return the keys that a mapping at these steps below a type may hold; [] if unknown."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields
        if not steps:
            return [field.alias or name for name, field in fields.items()]
        field = fields.get(str(steps[0]))
        return _list_known_keys(field.annotation, steps[1:]) if field else []
    within = steps[1:] if get_origin(kind) in (dict, list, tuple) else steps
    return next(filter(None, (_list_known_keys(one, within) for one in get_args(kind))), [])


def select_entries(
    known: Mapping[str, Entry], names: Sequence[str], group: str
) -> dict[str, Entry]:
    """Return the entries with these names, in upper or lower case, or all if no name is given;
    WrongInput, naming the group, for an unknown name.
    """
    folded = {fold_case(name): name for name in known}
    for name in names:
        if fold_case(name) not in folded:
            raise make_unknown_option_error(group, name, list(known))
    wanted = {folded[fold_case(name)] for name in names} or set(known)
    return {name: known[name] for name in known if name in wanted}
