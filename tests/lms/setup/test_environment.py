"""`.venv` is made, kept equal to its lock and repaired; a tiny package of our own stands for the index."""

import hashlib
import shutil
import subprocess
import threading
import zipfile
from pathlib import Path

import pytest

from lms.setup import environment
from lms.setup.environment import DEVELOP, RUN, ensure, is_current, read_stamp, write_stamp
from lms.setup.say import Problem


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that pip looks into instead of the network."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    return folder


@pytest.fixture
def root(tmp_path: Path, index: Path) -> Path:
    """A checkout with nothing but a lock that names one package."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    lock(folder, index, "1.0")
    return folder


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a checkout after its first start, made once; tests work on copies."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        place = tmp_path_factory.mktemp("finished")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(place))
        lock(place, place, "1.0")
        assert ensure(RUN, place, place) is True
        return place


@pytest.fixture
def started(finished: Path, root: Path) -> Path:
    shutil.copytree(finished / ".venv", root / ".venv", symlinks=True)
    return root


def lock(root: Path, index: Path, version: str) -> None:
    wheel = index / f"rope-{version}-py3-none-any.whl"
    about = f"rope-{version}.dist-info"
    files = {
        "rope.py": f"version = '{version}'\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: rope\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": f"rope.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            # One date for all, so that the same version is the same file wherever it is made.
            archive.writestr(zipfile.ZipInfo(name), text)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for name in (RUN, DEVELOP):
        (root / name).write_text(f"rope=={version} \\\n    --hash=sha256:{digest}\n")


def installed(root: Path) -> str:
    command = [str(root / ".venv/bin/python"), "-c", "import rope; print(rope.version)"]
    return subprocess.check_output(command, text=True).strip()


def test_the_first_start_installs_the_lock_without_a_pip_inside_and_the_second_has_nothing_to_do(finished):
    assert installed(finished) == "1.0"
    assert not list(finished.glob(".venv/lib/*/site-packages/pip"))
    assert ensure(RUN, finished, finished) is False


def test_a_changed_lock_is_installed_at_the_next_start(started, index):
    lock(started, index, "2.0")
    assert ensure(RUN, started, started) is True
    assert installed(started) == "2.0"


def test_the_developers_lock_serves_for_running_too_but_not_the_other_way_round(started):
    assert not is_current(DEVELOP, started, started)
    ensure(DEVELOP, started, started)
    assert is_current(RUN, started, started)


def test_a_set_up_that_was_killed_is_done_again_from_nothing(started, capsys):
    write_stamp(started, {"installing": RUN})
    (started / ".venv" / "half-written").touch()
    ensure(RUN, started, started)
    assert not (started / ".venv" / "half-written").exists()
    assert installed(started) == "1.0"
    assert "interrupted" in capsys.readouterr().err


def test_an_environment_whose_python_is_gone_is_made_again(started):
    python = started / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert not is_current(RUN, started, started)
    ensure(RUN, started, started)
    assert installed(started) == "1.0"


def test_a_moved_checkout_goes_on_working(started, tmp_path):
    moved = started.rename(tmp_path / "moved")
    assert ensure(RUN, moved, moved) is False
    assert installed(moved) == "1.0"


def test_an_environment_made_by_hand_is_completed_and_kept(root):
    subprocess.run([environment.base_python(), "-m", "venv", "--without-pip", str(root / ".venv")], check=True)
    (root / ".venv" / "mine").touch()
    ensure(RUN, root, root)
    assert installed(root) == "1.0"
    assert (root / ".venv" / "mine").exists()


def test_a_package_that_is_not_the_locked_one_is_refused_and_not_believed_later(started):
    (started / RUN).write_text((started / RUN).read_text()[:-9].replace("rope==1.0", "rope==2.0") + "deadbeef\n")
    with pytest.raises(Problem, match="pip could not install"):
        ensure(RUN, started, started)
    assert not is_current(RUN, started, started)


def test_two_starts_at_once_install_once(root):
    did: list[bool] = []
    starts = [threading.Thread(target=lambda: did.append(ensure(RUN, root, root))) for _ in range(2)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(did) == 2
    assert installed(root) == "1.0"


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path, root):
    with pytest.raises(Problem, match="a folder it may write to"):
        ensure(RUN, tmp_path / "nowhere", root)


def test_a_damaged_stamp_counts_as_none(started):
    (started / ".venv" / "cordee.json").write_text("{half")
    assert read_stamp(started) == {}
    assert not is_current(RUN, started, started)
