"""What pages show of the configuration of the site in `mkdocs.yml`. Everything else that they show is content."""

from __future__ import annotations

from dataclasses import dataclass


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
    preview: bool = False
    """Whether the site is a preview: for no search engine, with a bar on every page."""


NOTHING_STATED = Configuration()
"""The configuration of a site that states none of these settings."""
