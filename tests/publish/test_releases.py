"""Tests of releases: a site is replaced in one step, by one command at a time, and can be put back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.publish import release_store, site
from prospectus.publish.publication import WriteStats
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.replacement import Method
from prospectus.publish.rollback import roll_back
from prospectus.publish.site import publish
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import parse_manifest
from prospectus.verify import verify
from tiny import read_files, write_files


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The folder of a site that is not published yet."""
    return tmp_path / "site"


def put_site(target: Path, announce: list[Message] | None = None, **files: str) -> WriteStats:
    """Publish files; in a name, `__` stands for a slash and a single `_` for a full stop."""
    artifacts = [Artifact(name.replace("__", "/").replace("_", "."), body.encode()) for name, body in files.items()]
    return publish(artifacts, target, announce=(announce if announce is not None else []).append)


def put_styles(target: Path, body: str) -> str:
    """Publish a page and a style sheet with a hash in its name, and return that name."""
    style = Artifact("", body.encode())
    name = f"assets/site.{style.sha256[:8]}.css"
    publish([Artifact("index.html", name.encode()), Artifact(name, style.body)], target)
    return name


def read_site(target: Path) -> dict[str, bytes]:
    """Return the files of a site without its manifest."""
    return {name: body for name, body in read_files(target).items() if name != "manifest.json"}


def release_ids(target: Path) -> list[str]:
    """Return the ids of the releases that are kept, in any order."""
    return sorted(release.id for release in ReleaseStore(target).list_kept())


def test_whole_folder_is_another_one_after_a_change_and_the_same_without(target: Path) -> None:
    put_site(target, a_txt="one", b__c_txt="two")
    folder = target.stat().st_ino
    put_site(target, a_txt="one", b__c_txt="two")
    assert target.stat().st_ino == folder
    put_site(target, a_txt="one", b__c_txt="TWO")
    assert target.stat().st_ino != folder
    assert read_site(target) == {"a.txt": b"one", "b/c.txt": b"TWO"}
    assert verify(target) == []


def test_nothing_of_the_build_is_in_the_site_and_git_ignores_what_is_beside_it(target: Path) -> None:
    for number in range(6):
        put_site(target, a_txt=str(number))
        assert sorted(path.name for path in target.iterdir()) == ["a.txt", "manifest.json"]
    assert (target.parent / ".site.releases/.gitignore").read_text() == "*\n"
    assert (target.parent / ".site.releases").stat().st_mode & 0o077 == 0


def test_last_releases_are_kept_whole(target: Path) -> None:
    for number in range(6):
        put_site(target, a_txt=str(number), same_txt="same")
    kept = ReleaseStore(target).list_kept()
    assert [(release.folder / "a.txt").read_text() for release in kept] == ["4", "3", "2"]
    assert [verify(release.folder) for release in kept] == [[], [], []]
    assert (kept[0].folder / "same.txt").stat().st_ino == (target / "same.txt").stat().st_ino


def test_spare_folder_of_an_old_release_leaves_nothing_behind(target: Path) -> None:
    shapes = [{"a": "file"}, {"a__b_txt": "folder"}, {"a": "file again", "c__d__e_txt": "deep"}, {"c__d": "file"}]
    for number in range(12):
        files = {**shapes[number % 4], "n_txt": str(number)}
        put_site(target, **files)
        assert read_site(target) == {name.replace("__", "/").replace("_", "."): body.encode() for name, body in files.items()}
        assert verify(target) == []


def test_file_changed_in_place_is_made_anew_and_release_with_it_is_refused(target: Path) -> None:
    put_site(target, a_txt="one", b_txt="old")
    put_site(target, a_txt="one", b_txt="new")
    (target / "a.txt").write_text("two")  # also the file of the release before, which is the same
    with pytest.raises(UsageError, match=r"a\.txt was changed"):
        roll_back(ReleaseStore(target), None, 3, print)
    put_site(target, a_txt="one", b_txt="new")
    assert read_site(target) == {"a.txt": b"one", "b.txt": b"new"}


def test_files_and_empty_folders_of_others_are_in_every_release(target: Path) -> None:
    write_files(target, {"CNAME": "lakeside.example", ".well-known/x/token": "1"})
    (target / "empty/folder").mkdir(parents=True)
    (target / "link").symlink_to("CNAME")
    put_site(target, a_txt="one")
    put_site(target, a_txt="two")
    (target / "CNAME").write_text("other.example")
    roll_back(ReleaseStore(target), None, 3, print)
    assert read_site(target)["a.txt"] == b"one"
    assert (target / "CNAME").read_text() == (target / "link").read_text() == "other.example"
    assert (target / "link").is_symlink()
    assert (target / "empty/folder").is_dir()
    assert (target / ".well-known/x/token").read_text() == "1"


def test_link_is_replaced_and_its_folder_stays(target: Path) -> None:
    write_files(target.parent, {"first/mine.txt": "mine"})
    target.symlink_to("first")
    for number in range(6):
        put_site(target, a_txt=str(number))
        assert target.is_symlink()
        assert read_site(target) == {"a.txt": str(number).encode(), "mine.txt": b"mine"}
    assert read_files(target.parent / "first") == {"mine.txt": b"mine"}
    assert len(release_ids(target)) == 3
    roll_back(ReleaseStore(target), None, 3, print)
    assert read_site(target)["a.txt"] == b"4"


def test_folder_that_cannot_be_replaced_at_once_is_changed_file_by_file_and_that_is_said(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = Message("it is a mount point", "它是挂载点")
    monkeypatch.setattr(site, "choose_method", lambda *_: (Method.IN_PLACE, reason))
    said: list[Message] = []
    put_site(target, said, a_txt="one", b_txt="same")
    inode = target.stat().st_ino
    assert put_site(target, said, a_txt="two", b_txt="same") == WriteStats(2, 1, 0)
    assert target.stat().st_ino == inode
    assert read_site(target) == {"a.txt": b"two", "b.txt": b"same"}
    assert all("file by file" in message.en and "mount point" in message.en for message in said)
    assert len(said) == 2
    with pytest.raises(UsageError, match="No earlier release"):
        roll_back(ReleaseStore(target), None, 3, print)


def test_mount_point_is_recognised(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prospectus.publish import replacement

    mounts = write_files(target.parent, {"mounts": f"36 35 98:0 / {target}/media rw - ext4 /dev/sda rw\n"}) / "mounts"
    monkeypatch.setattr(replacement, "_MOUNTS", mounts)
    said: list[Message] = []
    put_site(target, said, a_txt="one")
    assert [str(target / "media") in message.en for message in said] == [True]
    assert read_site(target) == {"a.txt": b"one"}


def test_rollback_publishes_the_release_before_and_the_next_build_the_new_one(target: Path) -> None:
    put_site(target, a_txt="one", same_txt="same")
    put_site(target, a_txt="two", same_txt="same")
    (first,) = ReleaseStore(target).list_kept()
    newest = ReleaseStore(target).read_live()
    assert newest is not None
    assert roll_back(ReleaseStore(target), None, 3, print).id == first.id
    assert read_site(target) == {"a.txt": b"one", "same.txt": b"same"}
    assert verify(target) == []
    assert release_ids(target) == [newest.id]
    assert roll_back(ReleaseStore(target), newest.id, 3, print).id == newest.id
    assert read_site(target)["a.txt"] == b"two"
    put_site(target, a_txt="three")
    assert release_ids(target) == sorted([first.id, newest.id])


@pytest.mark.parametrize(("release_id", "words"), [(None, "No earlier release"), ("0123456789", "No release 0123456789")])
def test_rollback_to_what_is_not_kept_is_refused(target: Path, release_id: str | None, words: str) -> None:
    put_site(target, a_txt="one")
    before = read_files(target)
    with pytest.raises(UsageError, match=words):
        roll_back(ReleaseStore(target), release_id, 3, print)
    assert read_files(target) == before


def test_styles_of_the_last_releases_stay_for_pages_in_browsers(target: Path) -> None:
    names = [put_styles(target, f"body {{ width: {number}px }}") for number in range(6)]
    assert sorted(path.name for path in (target / "assets").iterdir()) == sorted(Path(name).name for name in names[2:])
    manifest = parse_manifest((target / "manifest.json").read_bytes())
    assert manifest.earlier == {name: 5 - number for number, name in enumerate(names[:5]) if number >= 2}
    assert verify(target) == []
    assert put_styles(target, "body { width: 3px }") == names[3]  # as it was once
    assert parse_manifest((target / "manifest.json").read_bytes()).earlier == {names[4]: 2, names[5]: 1}


def test_compressed_copies_of_earlier_styles_stay_with_them(target: Path) -> None:
    styles = [Artifact("", f"body {{ width: {number}px }}".encode() * 100) for number in range(6)]
    names = [f"assets/site.{style.sha256[:8]}.css" for style in styles]
    for name, style in zip(names, styles, strict=True):
        publish([Artifact("index.html", name.encode()), Artifact(name, style.body)], target, precompress=True)
    expected = {f"{name}{suffix}" for name in names[2:] for suffix in ("", ".br", ".gz")}
    assert {name for name in read_site(target) if name.startswith("assets/")} == expected
    assert parse_manifest((target / "manifest.json").read_bytes()).earlier == {
        f"{name}{suffix}": 5 - number for number, name in enumerate(names[:5]) if number >= 2 for suffix in ("", ".br", ".gz")
    }
    assert verify(target) == []


def test_styles_of_the_release_that_a_rollback_replaces_stay(target: Path) -> None:
    first, second = put_styles(target, "one"), put_styles(target, "two")
    roll_back(ReleaseStore(target), None, 3, print)
    assert (target / "index.html").read_text() == first
    assert (target / second).read_text() == "two"
    assert verify(target) == []


def test_publication_without_changes_keeps_the_age_of_earlier_files(target: Path) -> None:
    put_styles(target, "one")
    put_styles(target, "two")
    before = read_files(target)
    for _ in range(5):
        put_styles(target, "two")
    assert read_files(target) == before


def test_second_command_waits_says_so_and_is_refused_when_the_first_does_not_end(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_site(target, a_txt="one")
    monkeypatch.setattr(release_store, "WAIT_SECONDS", 0.0)
    said: list[Message] = []
    with ReleaseStore(target).locked("build", print), pytest.raises(UsageError, match="Nothing was published"):
        put_site(target, said, a_txt="two")
    assert [f"Waiting for prospectus build ({os.getpid()})" in message.en for message in said] == [True]
    assert read_site(target) == {"a.txt": b"one"}


def test_what_a_killed_build_left_is_removed(target: Path) -> None:
    put_site(target, a_txt="one")
    store = ReleaseStore(target)
    write_files(store.folder, {"stage/half.txt": "x", "0123456789/a.txt": "x", "try-x/one/x": "", "0123456789.link": "x"})
    put_site(target, a_txt="one")
    assert {path.name for path in store.folder.iterdir()} <= {".gitignore", "lock", "spare"}


def test_failed_publication_leaves_the_site_and_its_releases(target: Path) -> None:
    put_site(target, a_txt="one", b_txt="x")
    put_site(target, a_txt="two", b_txt="x")
    before, kept = read_files(target), release_ids(target)
    with pytest.raises(UsageError, match="must stay inside"):
        publish([Artifact("a.txt", b"three"), Artifact("../b.txt", b"")], target)
    assert (read_files(target), release_ids(target)) == (before, kept)
    put_site(target, a_txt="four")
    assert read_site(target) == {"a.txt": b"four"}


def test_file_in_the_place_of_the_folder_is_refused(target: Path) -> None:
    target.write_text("mine")
    with pytest.raises(UsageError, match="something else has this name"):
        put_site(target, a_txt="one")
    assert target.read_text() == "mine"
