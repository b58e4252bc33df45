"""Fields that other site generators know, and the Chinese names that editors give to fields of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MATERIAL = "MkDocs"


class ForeignField(NamedTuple):
    """A field of another generator, and the field of ours with the same purpose, if there is one."""

    system: str
    replacement: str | None = None


FOREIGN_FIELDS: Mapping[str, ForeignField] = {
    **dict.fromkeys(("tags", "hide", "icon", "search", "comments", "social", "pin", "readtime", "boost", "hero"), ForeignField(MATERIAL)),
    **dict.fromkeys(("author", "authors", "template", "meta", "nav", "render_macros", "revision_date"), ForeignField("MkDocs")),
    **dict.fromkeys(("toc", "categories", "keywords", "params", "outputs", "cascade", "lang", "locale"), ForeignField("Hugo")),
    **dict.fromkeys(("layout", "category", "excerpt_separator", "header", "sidebar", "parent", "has_children"), ForeignField("Jekyll")),
    "description": ForeignField(MATERIAL, "summary"),
    "subtitle": ForeignField(MATERIAL, "summary"),
    "excerpt": ForeignField("Jekyll", "summary"),
    "date": ForeignField("Hugo", "as_of"),
    "lastmod": ForeignField("Hugo", "reviewed"),
    "updated": ForeignField("Hugo", "reviewed"),
    "last_modified_at": ForeignField("Jekyll", "reviewed"),
    "draft": ForeignField("Hugo", "status: draft"),
    "published": ForeignField("Jekyll", "status: draft"),
    "weight": ForeignField("Hugo", "position"),
    "order": ForeignField(MATERIAL, "position"),
    "nav_order": ForeignField("Jekyll", "position"),
    "aliases": ForeignField("Hugo", "formerly"),
    "redirects": ForeignField("MkDocs", "formerly"),
    "redirect_from": ForeignField("Jekyll", "formerly"),
    "links": ForeignField(MATERIAL, "related"),
    "slug": ForeignField("Hugo", "id"),
    "permalink": ForeignField("Jekyll", "id"),
    "url": ForeignField("Hugo"),
    "image": ForeignField("Hugo"),
    "images": ForeignField("Hugo"),
    "type": ForeignField("Hugo"),
}
"""Fields of other generators by name. A kind that has a field of that name knows it as its own."""

CHINESE_FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "标题": ("title", "name"),
    "名称": ("title", "name"),
    "题目": ("title",),
    "问题": ("title", "prompt"),
    "摘要": ("summary",),
    "简介": ("summary", "introduction", "description"),
    "概要": ("summary",),
    "答案": ("answer",),
    "回答": ("answer",),
    "编号": ("number", "id"),
    "标识": ("id",),
    "状态": ("status", "state"),
    "来源": ("sources", "source"),
    "出处": ("sources", "source"),
    "日期": ("as_of", "starts", "dates", "published"),
    "截至": ("as_of",),
    "复核": ("reviewed",),
    "审核日期": ("reviewed",),
    "排序": ("position",),
    "顺序": ("position",),
    "曾用名": ("formerly",),
    "分组": ("group",),
    "分类": ("group", "subjects"),
    "组": ("group",),
    "系列": ("series",),
    "类型": ("type", "kind"),
    "开始": ("starts", "first"),
    "开始时间": ("starts",),
    "结束": ("ends", "last"),
    "结束时间": ("ends",),
    "语言": ("language", "languages"),
    "形式": ("format", "formats", "form"),
    "渠道": ("channel", "channels"),
    "地点": ("place",),
    "场所": ("place",),
    "嘉宾": ("people",),
    "主讲人": ("people",),
    "受众": ("audiences", "audience"),
    "对象": ("audiences", "audience"),
    "品种": ("products",),
    "合约": ("products", "contract"),
    "回放": ("replay",),
    "说明": ("description", "note", "text", "summary"),
    "备注": ("note",),
    "原因": ("reason",),
    "网址": ("url",),
    "链接": ("url", "related"),
    "地址": ("url",),
    "相关": ("related",),
    "规则": ("rules", "rule"),
    "表格": ("tables",),
    "级别": ("level",),
    "难度": ("level",),
    "时长": ("minutes",),
    "分钟": ("minutes",),
    "机构": ("institution",),
    "项目": ("programme",),
    "菜单": ("menu",),
    "时区": ("timezone",),
    "语种": ("locales", "languages"),
    "中文": ("zh",),
    "英文": ("en",),
    "姓名": ("name",),
    "单位": ("affiliation", "unit"),
    "角色": ("role",),
    "发布日期": ("published", "announced"),
}
"""Chinese names of fields, with the fields they may stand for; the first that a record has is meant."""
