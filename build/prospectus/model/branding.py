"""How a site looks and what stands in its footer: logo, colours, links, filing numbers and copyright."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from prospectus.model.record import FrozenModel, Violation
from prospectus.model.values.colour import LEAST_CONTRAST, Colour, least_contrast, nearest_sufficient
from prospectus.model.values.reference import Line, PictureMark, Target, Url
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message

LogoPath = Annotated[str, StringConstraints(pattern=r"^[^\s?#\\:]+\.(svg|png|webp|jpg|jpeg|avif|ico)$"), PictureMark()]
ICP_NUMBER = re.compile(r"[一-鿿]ICP[备证][0-9]{4,14}号(-[0-9]{1,3})?")
POLICE_NUMBER = re.compile(r"[一-鿿]公网安备\s?(?P<digits>[0-9]{11,14})号")
ICP_FORM = Message("a number such as `京ICP备12345678号-1`", "备案号，例如 `京ICP备12345678号-1`")
POLICE_FORM = Message("a number such as `京公网安备 11010102000001号`", "备案号，例如 `京公网安备 11010102000001号`")
ICP_URL = "https://beian.miit.gov.cn/"
POLICE_URL = "https://beian.mps.gov.cn/#/query/webSearch?code="
LIGHT, DARK = Message("light", "浅色"), Message("dark", "深色")


class FooterLink(FrozenModel):
    """A link in the footer to an address elsewhere."""

    title: LineText
    """Its words."""
    url: Url
    """The address to which it leads."""


class Filings(FrozenModel):
    """The numbers under which a site is filed in mainland China. They stand in the footer with their official links."""

    icp: Line | None = None
    """The number of the ICP filing: `京ICP备12345678号-1`."""
    police: Line | None = None
    """The number of the filing with the public security bureau: `京公网安备 11010102000001号`."""

    @property
    def police_url(self) -> str:
        """The official page on the filing with the public security bureau; empty if the number has another form."""
        match = POLICE_NUMBER.fullmatch(self.police or "")
        return f"{POLICE_URL}{match['digits']}" if match else ""


class Branding(FrozenModel):
    """How a site looks, and what stands in its footer."""

    logo: LogoPath | None = None
    """The picture before the name of the site, by its path in `content/`: `assets/logo.svg`."""
    logo_dark: LogoPath | None = None
    """The picture for the dark scheme, if it needs another one."""
    favicon: LogoPath | None = None
    """The icon of the browser tab, by its path in `content/`."""
    colour: Colour | None = None
    """The colour of links, buttons and marks: `#1c5a48`."""
    colour_dark: Colour | None = None
    """The same for the dark scheme; without it, a lighter shade of `colour`."""
    drawings: bool = True
    """Whether the drawings of the theme stand at the foot of pages and posters, and on the home page."""
    footer_pages: tuple[Target, ...] = Field((), max_length=12)
    """Pages of this site that the footer leads to, such as legal notices."""
    footer_links: tuple[FooterLink, ...] = Field((), max_length=12)
    """Further links in the footer, to other sites."""
    filings: Filings | None = None
    """The filing numbers of a site in mainland China."""
    copyright: InlineText | None = None
    """The notice at the end of the footer."""

    @property
    def dark_colour(self) -> str | None:
        """The colour in the dark scheme: as stated, or made from the other."""
        return self.colour_dark or (nearest_sufficient(self.colour, dark=True) if self.colour else None)

    def iter_violations(self) -> Iterator[Violation]:
        """Yield a colour without enough contrast (PR297), and a filing number in another form (PR299)."""
        for field, scheme in (("colour", LIGHT), ("colour_dark", DARK)):
            colour: str | None = getattr(self, field)
            dark = scheme is DARK
            if colour and (ratio := least_contrast(colour, dark=dark)) < LEAST_CONTRAST:
                form = nearest_sufficient(colour, dark=dark)
                yield Violation(("brand", field), "PR297", {"came": colour, "ratio": f"{ratio:.2f}", "scheme": scheme, "form": form})
        filings = self.filings or Filings()
        for name, number, pattern, number_form in (
            ("icp", filings.icp, ICP_NUMBER, ICP_FORM),
            ("police", filings.police, POLICE_NUMBER, POLICE_FORM),
        ):
            if number and not pattern.fullmatch(number):
                yield Violation(("brand", "filings", name), "PR299", {"came": number, "form": number_form})
