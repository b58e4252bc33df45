"""Checks the values of the settings of `mkdocs.yml` that pages show: pictures, icons, addresses and the name of the site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from prospectus.load.settings import FILE, Setting
from prospectus.model.branding import Branding
from prospectus.model.configuration import parse_origin
from prospectus.model.values.reference import URL_SCHEMES
from prospectus.model.values.text import Text
from prospectus.problems import Message, Problem, make_problem

PICTURES = frozenset({"theme.logo", "theme.favicon"})
ADDRESSES = frozenset({"repo_url", "extra.social.link"})
NO_PICTURE = Message("{setting} names no file that is published", "{setting} 指向的文件不会发布")
PICTURE_FORM = Message("a picture in content/assets/, such as assets/logo.svg", "content/assets/ 中的图片，例如 assets/logo.svg")
NO_ADDRESS = Message("{setting} is no full address", "{setting} 不是完整的网址")
ADDRESS_FORM = Message("an address such as https://example.org/", "网址，例如 https://example.org/")
NO_ICON = Message("{setting} names no icon of Material", "{setting} 指向的图标在 Material 中不存在")
ICON_FORM = Message(
    "a name such as simple/mastodon, or nothing: the name of the link is shown",
    "图标名，例如 simple/mastodon；也可以不写，页面会显示链接的名称",
)
THEME = "material"
OTHER_THEME = Message("the pages are built on the theme {theme}", "页面以主题 {theme} 为基础").fill(theme=THEME)
THEME_FORM = Message(f"theme: {{name: {THEME}}}", f"theme: {{name: {THEME}}}")
BRAND_FIELDS = {"theme.logo": "logo", "theme.favicon": "favicon", "copyright": "copyright"}
"""The fields of `brand` that override settings."""
OVERRIDDEN = Message(
    "{setting} has no effect, because brand in content/site.yml states its {field}",
    "content/site.yml 的 `brand` 已写明 {field}，{setting} 不起作用",
)
ONE_HOME = Message("only one of the two", "两处只写一处")
TITLE_FORM = Message(
    "site_name: {title}, as the title in content/site.yml, which is the name that pages show",
    "`site_name` 写 {title}，与 content/site.yml 的 `title` 一致；页面显示的是那里的名称",
)
NO_REPOSITORY = Message("{setting} is relative, and there is no repo_url", "{setting} 是相对地址，却没有 repo_url")
REPOSITORY_FORM = Message("repo_url as well, or a full address", "同时写 repo_url，或者写完整的网址")
RESOURCES = frozenset({"extra_css", "extra_javascript"})
OTHER_HOSTS = "extra.other_hosts"
"""The setting that lists the hosts which pages may call."""
SECURITY_CONTACTS = "extra.security_contacts"
UNCHECKED_LINKS = "extra.unchecked_links"
"""The setting that lists the addresses below which `prospectus links` asks for nothing."""
NO_WEB_ADDRESS = Message("{setting} is no address of the web", "{setting} 不是网页地址")
UNCHECKED_FORM = Message("an address such as https://archive.example/", "网址，例如 https://archive.example/")
CONTACT_FORM = Message("an address such as mailto:security@lakeside.example", "网址，例如 mailto:security@lakeside.example")
CALLS_OTHER_HOST = Message("{setting} makes the browsers of readers call another host", "{setting} 会使读者的浏览器访问其他网站")
OWN_FILE = Message(
    f"a file in content/assets/, such as assets/extra.js; if other hosts must be called, list them under {OTHER_HOSTS}",
    f"content/assets/ 中的文件，例如 assets/extra.js；确需访问其他网站的，列入 {OTHER_HOSTS}",
)
NO_HOST = Message("{setting} names no host with https", "{setting} 必须是以 https 访问的主机")
HOST_FORM = Message(
    "https:// and the name of the host alone, such as https://statistics.example", "https:// 加主机名，例如 https://statistics.example"
)


def check_setting_values(root: Path, settings: Collection[Setting], published_files: Iterable[str]) -> Iterator[Problem]:
    """The theme must be Material, each picture must be published, each address must be complete, and each icon must exist."""
    stated = {setting.name: setting.value for setting in settings}
    published = {path.removeprefix("content/") for path in published_files}
    if settings and "theme.name" not in stated:
        yield make_problem(FILE, 1, 1, "PR041", reason=OTHER_THEME, form=THEME_FORM)
    for setting in settings:
        match setting.name:
            case "theme.name" if setting.value != THEME:
                yield _report(setting, OTHER_THEME, THEME_FORM)
            case name if name in PICTURES and not _is_published(root, stated.get("theme.custom_dir", ""), published, setting.value):
                yield _report(setting, NO_PICTURE, PICTURE_FORM)
            case name if name in ADDRESSES and not _is_address(setting.value):
                yield _report(setting, NO_ADDRESS, ADDRESS_FORM)
            case "edit_uri" if not _is_address(setting.value) and "repo_url" not in stated:
                yield _report(setting, NO_REPOSITORY, REPOSITORY_FORM)
            case "extra.social.icon" if not any((folder / f"{setting.value}.svg").is_file() for folder in _icon_folders(root, stated)):
                yield _report(setting, NO_ICON, ICON_FORM)


def check_hosts(settings: Collection[Setting]) -> Iterator[Problem]:
    """Styles and scripts must be files of the site or come from a declared host; contacts and unchecked links must be addresses."""
    allowed = frozenset(parse_origin(setting.value) for setting in settings if setting.name == OTHER_HOSTS)
    for setting in settings:
        if setting.name in RESOURCES and not _is_own(setting.value, allowed):
            yield _report(setting, CALLS_OTHER_HOST, OWN_FILE)
        elif setting.name == OTHER_HOSTS and parse_origin(setting.value) is None:
            yield _report(setting, NO_HOST, HOST_FORM)
        elif setting.name == SECURITY_CONTACTS and not _is_address(setting.value):
            yield _report(setting, NO_ADDRESS, CONTACT_FORM)
        elif setting.name == UNCHECKED_LINKS and not is_web_address(setting.value):
            yield _report(setting, NO_WEB_ADDRESS, UNCHECKED_FORM)


def check_overridden(settings: Collection[Setting], brand: Branding | None) -> Iterator[Problem]:
    """A setting must not be stated where `brand` of the site states the same: it would have no effect."""
    for setting in settings:
        field = BRAND_FIELDS.get(setting.name)
        if brand is not None and field is not None and getattr(brand, field) is not None:
            reason = OVERRIDDEN.fill(setting=setting.name, field=field)
            yield make_problem(setting.path, setting.line, setting.column, "PR041", reason=reason, came=setting.value, form=ONE_HOME)


def check_site_name(settings: Iterable[Setting], title: Text) -> Iterator[Problem]:
    """The name of the site, which MkDocs asks for, must be its title in one of its languages: pages show the title.

    Only the first of several counts, which overrides those that are inherited.
    """
    setting = next((setting for setting in settings if setting.name == "site_name"), None)
    if setting is not None and setting.value and setting.value not in title.as_dict().values():
        form = TITLE_FORM.fill(title=next(iter(title.as_dict().values())))
        yield make_problem(setting.path, setting.line, setting.column, "PR040", setting=f"site_name: {setting.value}", form=form)


def _report(setting: Setting, reason: Message, form: Message) -> Problem:
    filled = reason.fill(setting=setting.name)
    return make_problem(setting.path, setting.line, setting.column, "PR041", reason=filled, came=setting.value, form=form)


def _is_published(root: Path, custom_folder: str, published: Collection[str], path: str) -> bool:
    """Return whether a file is published from the content or, below `assets/`, from the theme of the site."""
    return path in published or (custom_folder != "" and path.startswith("assets/") and (root / custom_folder / path).is_file())


def _is_address(value: str) -> bool:
    return urlsplit(value).scheme in URL_SCHEMES


def is_web_address(value: str) -> bool:
    """Return whether a value is an address with `http` or `https` and a host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_own(address: str, allowed: frozenset[str | None]) -> bool:
    """Return whether a style sheet or a script is a file of the site, or comes from one of the allowed origins."""
    parts = urlsplit(address)
    return not (parts.scheme or parts.netloc) or parse_origin(f"{parts.scheme}://{parts.netloc}") in allowed - {None}


def _icon_folders(root: Path, stated: dict[str, str]) -> tuple[Path, ...]:
    custom_folder = stated.get("theme.custom_dir", "")
    return (*((root / custom_folder / ".icons",) if custom_folder else ()), _material_icons())


@cache
def _material_icons() -> Path:
    """Return the folder of the icons that Material ships, without importing it."""
    spec = find_spec("material")
    return Path(spec.origin if spec is not None and spec.origin else "").parent / "templates/.icons"
