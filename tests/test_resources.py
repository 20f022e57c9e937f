"""Schemas and corpus are found in a checkout and in a built wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reiki import resources

DATA = ("schemas", "corpus")


def test_a_checkout_uses_its_own_folders(project: Path) -> None:
    assert resources.corpus_dir() == project / "corpus"
    assert resources.schema_path("README.md") == project / "schemas" / "README.md"


@pytest.mark.parametrize("name", ["no-such.xsd", "../pyproject.toml", ""])
def test_an_unknown_schema_is_named_in_the_error(name: str) -> None:
    with pytest.raises(resources.ResourceMissingError, match=r"no schema named .*there are: .*README\.md"):
        resources.schema_path(name)


def test_an_installed_package_uses_its_own_data(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "reiki"
    data = package / "_data" / "corpus"
    data.mkdir(parents=True)
    assert resources._folder("corpus", package) == data


def test_missing_data_name_the_place_and_the_remedy(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "reiki"
    with pytest.raises(resources.ResourceMissingError, match=r"_data/corpus.*reinstall"):
        resources._folder("corpus", package)


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline by the backend that the lock holds."""
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("reiki-*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_carries_both_packages_and_all_data(wheel: Path, project: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {
        str(path.relative_to(root))
        for root, package in ((project / "src", "reiki"), (project / "api", "reiki_api"))
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {
        f"reiki/_data/{path.relative_to(project)}"
        for folder in DATA
        for path in (project / folder).rglob("*")
        if path.is_file()
    }
    assert expected <= names, f"not in the wheel: {sorted(expected - names)}"
    outside = {name for name in names if not name.startswith(("reiki/", "reiki_api/", "reiki-"))}
    assert not outside, f"in the wheel by mistake: {sorted(outside)}"


@pytest.mark.slow
def test_the_wheel_finds_its_data_by_itself(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    script = (
        "from reiki import resources;"
        "print(resources.corpus_dir());"
        "print(resources.schema_path('README.md').parent)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    data = tmp_path / "reiki" / "_data"
    assert done.stdout.split() == [str(data / "corpus"), str(data / "schemas")]
