"""Where the project's own data stand: ``schemas/`` and the sample municipality ``corpus/``.

In an installed wheel both lie inside the package (``reiki/_data``); in a checkout, an editable install
included, they are the folders beside ``pyproject.toml``. Nobody else needs to know which it is.
"""

from importlib.resources import files
from pathlib import Path

__all__ = ["ResourceMissingError", "corpus_dir", "schema_path"]

PACKAGED = "_data"


class ResourceMissingError(FileNotFoundError):
    """Data that every whole installation has is not there; the message names the places looked at."""


def corpus_dir() -> Path:
    """The folder of the embedded sample municipality.

    Raises ``ResourceMissingError`` if this installation is not whole.
    """
    return _folder("corpus")


def schema_path(name: str) -> Path:
    """The file of one of the project's schemas, by its name in ``schemas/`` (``"regulation.xsd"``).

    Raises ``ResourceMissingError`` if there is no such schema or the installation is not whole.
    """
    folder = _folder("schemas")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        known = ", ".join(sorted(p.name for p in folder.iterdir() if p.is_file())) or "none"
        raise ResourceMissingError(f"no schema named {name!r} in {folder}; there are: {known}")
    return path


def _folder(name: str, package: Path | None = None) -> Path:
    package = package or _package_dir()
    places = [package / PACKAGED / name]
    project = package.parent.parent
    if (project / "pyproject.toml").is_file():
        places.append(project / name)
    for place in places:
        if place.is_dir():
            return place
    looked = ", ".join(str(place) for place in places)
    raise ResourceMissingError(
        f"the folder {name}/ of reiki is missing (looked at {looked}); "
        "reinstall the wheel or complete the checkout"
    )


def _package_dir() -> Path:
    package = files("reiki")
    if not isinstance(package, Path):
        raise ResourceMissingError(
            f"reiki is not installed as files ({package}); "
            "install it with pip, not from an archive on sys.path"
        )
    return package
