"""Checks the settings of `mkdocs.yml`: each must have an effect here, or the problem says what to write instead.

The names are those of MkDocs 1.6 (docs/user-guide/configuration.md), of Material 9 (docs/setup) and of the Markdown extensions that the
setup of Material recommends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from prospectus.load.settings import Setting
from prospectus.problems import Message, Problem, make_problem
from prospectus.validate.markdown_settings import find_instead

HONOURED = frozenset(
    {
        "INHERIT", "site_name", "site_url", "docs_dir", "site_dir", "extra_css", "extra_javascript", "theme.name", "theme.custom_dir",
        "remote_branch", "remote_name", "strict", "copyright", "repo_url", "repo_name", "edit_uri", "theme.logo", "theme.favicon",
        "extra.other_hosts", "extra.security_contacts", "extra.unchecked_links",
    }
)  # fmt: skip
"""The settings that have an effect, or that MkDocs needs, whatever their value. `mkdocs gh-deploy` uses the remote."""

SIMILARITY = 0.8
"""The least likeness of an unknown name to a setting, by difflib, for the setting to be proposed."""
SITE = "content/site.yml"
REMOVE = Message("remove it", "删去这一项")
_ALWAYS = Message("remove it: the site always does this", "删去这一项：本站始终如此")
_NOT_OFFERED = Message("remove it: this site has nothing like it", "删去这一项：本站没有这项功能")
_NO_OTHER_HOST = Message("remove it: pages call no other host", "删去这一项：本站页面不访问其他网站")


def _in_site(field: str) -> Message:
    return Message(f"{field} in {SITE}", f"{SITE} 中的 `{field}`")


INSTEAD: Mapping[str, Message] = {
    "edit_uri_template": Message("edit_uri", "`edit_uri`"),
    "theme.icon.logo": Message(f"brand: {{logo: …}} in {SITE}, with a picture", f"{SITE} 中的 `brand: {{logo: …}}`，写图片的路径"),
    "theme.icon.repo": _NOT_OFFERED,
    "nav": Message(f"sections or menu in {SITE}; pages come from the content", f"{SITE} 中的 `sections` 或 `menu`；页面由内容生成"),
    "site_description": _in_site("description"),
    "site_author": _in_site("institution"),
    "exclude_docs": Message("status: draft in the record that readers must not see", "在不公开的记录里写 `status: draft`"),
    "draft_docs": Message("status: draft in the record", "在记录里写 `status: draft`"),
    "not_in_nav": Message("remove it: a page needs no menu entry", "删去这一项：页面不必列入菜单"),
    "validation": _in_site("severities"),
    "watch": Message(
        "remove it: serve watches content, courses, calendar and theme",
        "删去这一项：`serve` 会监视 `content`、`courses`、`calendar` 和 `theme`",
    ),
    "dev_addr": Message("prospectus serve --address HOST:PORT", "prospectus serve --address HOST:PORT"),
    "hooks": Message(
        "templates in the folder of theme.custom_dir; prospectus build runs no hooks",
        "`theme.custom_dir` 目录里的模板；prospectus build 不运行 `hooks`",
    ),
    "extra_templates": Message("templates in the folder of theme.custom_dir", "`theme.custom_dir` 目录里的模板"),
    "use_directory_urls": Message("remove it: every page has a folder of its own", "删去这一项：每个页面都有自己的目录"),
    "theme.language": _in_site("locales"),
    "theme.locale": _in_site("locales"),
    "theme.direction": _ALWAYS,
    "theme.font": Message(
        "font: false; fonts are set by --sans and --serif in extra_css", "`font: false`；字体在 `extra_css` 里用 `--sans` 和 `--serif` 设置"
    ),
    "theme.palette": Message(f"brand: {{colour: …}} in {SITE}", f"{SITE} 中的 `brand: {{colour: …}}`"),
    "theme.static_templates": Message("templates in the folder of theme.custom_dir", "`theme.custom_dir` 目录里的模板"),
    "extra.alternate": _in_site("locales"),
    "extra.analytics": _NO_OTHER_HOST,
    "extra.polyfills": Message("extra_javascript", "`extra_javascript`"),
    "extra.consent": Message("remove it: the site sets no cookies", "删去这一项：本站不使用 `Cookie`"),
    "extra.version": _NOT_OFFERED,
    "extra.generator": _ALWAYS,
    "extra.homepage": Message("remove it: the name of the site leads to its home page", "删去这一项：站点名称链接到首页"),
    "extra.status": Message("status in the record", "记录里的 `status`"),
    "extra.tags": Message("subjects, audiences or products of records", "记录里的 `subjects`、`audiences` 或 `products`"),
}
"""What to write instead of settings that have no effect."""

PLUGINS: Mapping[str, Message] = {
    "search": _ALWAYS,
    "i18n": _in_site("locales"),
    "social": _in_site("cards"),
    "offline": _in_site("offline"),
    "rss": Message("remove it: the site has feeds", "删去这一项：本站已有订阅源"),
    "tags": INSTEAD["extra.tags"],
    "blog": Message("records in content/notices or calendar", "`content/notices` 或 `calendar` 中的记录"),
    "privacy": _NO_OTHER_HOST,
    "minify": _ALWAYS,
    "redirects": Message("formerly in the record that was renamed", "在改名的记录里写 `formerly`"),
    "git-revision-date-localized": Message("reviewed and as_of in the record", "记录里的 `reviewed` 和 `as_of`"),
}
OTHER_PLUGIN = Message("remove it: prospectus build runs no other plugin", "删去这一项：prospectus build 不运行其他插件")

FEATURES: Mapping[str, Message] = {
    **dict.fromkeys(
        (
            "navigation.path", "navigation.sections", "navigation.indexes", "navigation.prune", "navigation.footer", "search.suggest",
            "search.highlight", "search.share", "toc.follow", "content.footnote.tooltips", "content.tooltips", "header.autohide",
        ),
        _ALWAYS,
    ),
    "navigation.tabs": _in_site("sections"),
    "navigation.tabs.sticky": _in_site("sections"),
    "content.action.edit": Message("edit_uri, which is enough", "`edit_uri`；有它就够了"),
    "content.action.view": Message("repo_url, which is enough", "`repo_url`；有它就够了"),
}  # fmt: skip

MARKDOWN_EXTENSIONS = "markdown_extensions"
"""The list that `markdown_settings.py` knows."""
LISTS: Mapping[str, tuple[frozenset[str], Mapping[str, Message], Message]] = {
    "plugins": (frozenset({"prospectus"}), PLUGINS, OTHER_PLUGIN),
    "theme.features": (frozenset(), FEATURES, _NOT_OFFERED),
}
"""By list: the entries that have an effect, what to write instead of others, and what to write instead of the rest."""
ONLY_VALUES: Mapping[str, str] = {"theme.font": "false", "use_directory_urls": "true"}
"""The only value with which a setting has an effect, or is what the site does anyway."""
OPEN_GROUPS = ("extra.",)
"""The groups in which a site may have settings of its own, for its templates."""


def check_settings(settings: Iterable[Setting]) -> Iterator[Problem]:
    """Each setting must have an effect."""
    for setting in settings:
        instead = _find_instead(setting)
        if instead is not None:
            written = f"{setting.name}: {setting.value}" if setting.name in (*LISTS, MARKDOWN_EXTENSIONS) else setting.name
            yield make_problem(setting.path, setting.line, setting.column, "PR040", setting=written, form=instead)


def _find_instead(setting: Setting) -> Message | None:
    """Return what to write instead of a setting; None if it has an effect."""
    name, value = setting.name, setting.value
    if name == MARKDOWN_EXTENSIONS:
        return find_instead(value)
    if name in LISTS:
        effective, instead, otherwise = LISTS[name]
        return None if value in effective else instead.get(value, otherwise)
    if name in HONOURED or ONLY_VALUES.get(name) == value:
        return None
    if name in INSTEAD:
        return INSTEAD[name]
    return None if name.startswith(OPEN_GROUPS) else _name_similar(name)


def _name_similar(name: str) -> Message:
    """Return the setting that an unknown name may mean, or what to write instead of that."""
    close = get_close_matches(name, (*HONOURED, *LISTS, MARKDOWN_EXTENSIONS, *INSTEAD), 1, SIMILARITY)
    return INSTEAD.get(close[0], Message(close[0], close[0])) if close else REMOVE
