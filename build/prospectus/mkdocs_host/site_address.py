"""Whether the address of a site leads readers to it, and not to their own machine."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig

from prospectus.errors import ContentError
from prospectus.load.settings import FILE, Setting, read_settings
from prospectus.problems import Message, make_problem

SETTING = "site_url"
LEADS_NOWHERE = Message(
    "site_url leads to the machine of each reader, and so do the addresses in calendars, feeds and the sitemap",
    "site_url 指向读者自己的机器，日历、订阅源和站点地图中的网址也是如此",
)
NOT_STATED = Message("nothing", "未写明")
FORM = Message(
    "the public address: SITE_URL=https://… before the command, or site_url in mkdocs.yml; for a preview, build --preview",
    "公开的网址：在命令前写 SITE_URL=https://…，或在 mkdocs.yml 中写 site_url；只供预览的，用 `build --preview`",
)


def leads_to_this_machine(config: MkDocsConfig) -> bool:
    """Return whether the address of the site is missing or that of the machine of whoever follows it."""
    host = urlsplit(config.site_url or "").hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def refuse_local_address(config: MkDocsConfig) -> None:
    """Raise ContentError if the address of the site leads to the machine of each reader, with the line that states it."""
    if leads_to_this_machine(config):
        settings = read_settings(Path(config.config_file_path or FILE))
        place = next((setting for setting in settings if setting.name == SETTING), Setting(SETTING, "", FILE, 1, 1))
        came = config.site_url or NOT_STATED
        raise ContentError([make_problem(place.path, place.line, place.column, "PR041", reason=LEADS_NOWHERE, came=came, form=FORM)])
