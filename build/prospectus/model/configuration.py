"""What pages show of the configuration of the site in `mkdocs.yml`. Everything else that they show is content."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ORIGIN = re.compile(r"(https://[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]{1,5})?)/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SocialLink:
    """A link to the site's account elsewhere: an entry of `extra.social`."""

    title: str
    url: str
    icon: str
    """The icon as SVG, or empty."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of `mkdocs.yml` that pages show. All are empty unless they are stated."""

    edit_base: str = ""
    """The address below which each file of the repository can be edited, ending in a slash; from `repo_url` and `edit_uri`."""
    folder_base: str = ""
    """The address below which each folder of the repository is shown, ending in a slash; empty if it does not follow from `edit_base`."""
    repository: str = ""
    """The address of the repository: `repo_url`."""
    repository_name: str = ""
    """What the repository is called: `repo_name`, by default the host of its address."""
    copyright: str = ""
    """The notice in the footer, as HTML that has not been sanitised."""
    social: tuple[SocialLink, ...] = ()
    """The links of `extra.social`, in order."""
    logo: str = ""
    """The address of the picture before the name of the site, relative to the site root: `theme.logo`."""
    favicon: str = ""
    """The address of the icon of the browser tab, relative to the site root: `theme.favicon`."""
    other_hosts: tuple[str, ...] = ()
    """The origins, such as `https://statistics.example`, that pages may call: `extra.other_hosts`."""
    security_contacts: tuple[str, ...] = ()
    """Where a weakness of the site is reported, as URIs: `extra.security_contacts`. They are published in `security.txt`."""
    preview: bool = False
    """Whether the site is a preview: for no search engine, with a bar on every page."""


NOTHING_STATED = Configuration()
"""The configuration of a site that states none of these settings."""


def parse_origin(text: str) -> str | None:
    """Return an origin as browsers write it, `https://HOST` or `https://HOST:PORT`; None for any other text, such as one with a path."""
    match = _ORIGIN.fullmatch(text.strip().lower())
    return match[1] if match is not None else None
