"""A strict build needs an address that leads readers to the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prospectus.builder.config import load_mkdocs_config
from prospectus.errors import ContentError
from prospectus.mkdocs_host.site_address import leads_to_this_machine, refuse_local_address
from tiny import RunCommand, SiteFactory

SITE_URL = "site_url: https://lakeside.example/\n"


def write_address(root: Path, line: str) -> Path:
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace(SITE_URL, line), encoding="utf-8")
    return config


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ("", "nothing"),
        ('site_url: ""\n', "nothing"),
        ('site_url: !ENV [NOT_SET, "http://127.0.0.1:8000/"]\n', "http://127.0.0.1:8000/"),
        ("site_url: http://localhost/learn/\n", "http://localhost/learn/"),
        ("site_url: http://[::1]:80/\n", "http://[::1]:80/"),
        ("site_url: http://0.0.0.0/\n", "http://0.0.0.0/"),
        ("site_url: http://127.8.8.8/\n", "http://127.8.8.8/"),
        ("site_url: https://lakeside.localhost/\n", "https://lakeside.localhost/"),
    ],
)
def test_strict_build_refuses_an_address_of_this_machine_and_names_the_line(
    tiny: SiteFactory, run: RunCommand, line: str, came: str
) -> None:
    root = tiny("minimal")
    config = write_address(root, line)
    with pytest.raises(ContentError) as error:
        refuse_local_address(load_mkdocs_config(config))
    (problem,) = error.value.problems
    assert (problem.path, problem.line, problem.code, problem.came_in("en")) == ("mkdocs.yml", 2 if line else 1, "PR041", came)
    refused = run("build", "--strict", folder=root)
    assert (refused.code, (root / "site").exists()) == (1, False)
    assert re.search(rf"^mkdocs\.yml:{problem.line}:1: error PR041 .*the machine of each reader", refused.err, re.MULTILINE)
    assert "build --preview" in refused.err


@pytest.mark.parametrize(
    "address", ["https://lakeside.example/", "http://intranet/learn", "http://192.0.2.1/", "https://localhost.example/"]
)
def test_every_other_address_will_do(tiny: SiteFactory, address: str) -> None:
    assert not leads_to_this_machine(load_mkdocs_config(write_address(tiny("minimal"), f"site_url: {address}\n")))


def test_build_that_is_not_strict_says_so_and_a_preview_needs_no_address(
    tiny: SiteFactory, run: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny("minimal")
    write_address(root, "")
    built = run("build", folder=root)
    assert (built.code, "set SITE_URL to the address of the site" in built.err) == (0, True)
    with monkeypatch.context() as patch:
        patch.setattr("prospectus.builder.command._run_builder", lambda *_: pytest.fail("nothing has changed"))
        again = run("build", folder=root)
    assert (again.code, "set SITE_URL to the address of the site" in again.err) == (0, True)
    preview = run("build", "--strict", "--preview", folder=root)
    assert (preview.code, "SITE_URL" in preview.err) == (0, False)
