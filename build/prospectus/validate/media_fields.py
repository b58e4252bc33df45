"""Checks the picture and the attachments of a record: their files, the alternative text, and what the site asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from prospectus.media.file_types import PICTURE_SUFFIXES, suffix_of
from prospectus.model.fields import FieldPath
from prospectus.model.kind_names import describe_kind
from prospectus.model.values.media import Image
from prospectus.problems import Message, Problem
from prospectus.text.relative_links import resolve_path
from prospectus.validate.prose.files import (
    ABSOLUTE,
    MISSING,
    NO_PICTURE,
    NOT_PUBLISHED,
    OUTSIDE,
    PICTURE_FORM,
    SiteFiles,
    is_for_readers,
    is_wordless,
    write_path,
)
from prospectus.validate.references import CheckedRecord

ALT_FORM = Message("alt: {{zh: …, en: …}}, or decorative: true", "alt: {{zh: …, en: …}}，纯装饰的图片写 decorative: true")
FILE_FORM = Message("the path of a file, such as ../assets/curve.png", "文件的路径，例如 ../assets/curve.png")
PLACE_FORM = Message("a picture in a text, or in a record that has a page", "写在正文里，或写在有页面的记录里")


def check_media_fields(checked: CheckedRecord, languages: Sequence[str], files: SiteFiles) -> Iterator[Problem]:
    """Yield the problems of the fields `image` and `attachments`."""
    record, raw = checked.record, checked.raw
    if record.image is None and not record.attachments:
        return
    if raw.kind.page is None:
        for name in ("image", "attachments"):
            if getattr(record, name):
                yield raw.problem((name,), "PR275", came=name, kind=describe_kind(raw.kind.name), form=PLACE_FORM)
    if record.image is not None:
        yield from _check_file(checked, ("image", "file"), record.image.file, files)
        yield from _check_image(checked, record.image, languages, files)
    for index, attachment in enumerate(record.attachments):
        yield from _check_file(checked, ("attachments", index, "file"), attachment.file, files)


def _check_file(checked: CheckedRecord, field_path: FieldPath, written: str, files: SiteFiles) -> Iterator[Problem]:
    folder = posixpath.dirname(checked.raw.path)
    path = resolve_path(folder, written)
    if path is not None and path in files.known:
        if not is_for_readers(path):
            yield checked.raw.problem(field_path, "PR048", came=written, form=NOT_PUBLISHED)
        return
    if written.startswith("/"):
        meant, reason = files.find_published_at(written.lstrip("/")), ABSOLUTE
    else:
        found = files.find_meant(path) if path is not None else None
        meant, reason = found or (None, OUTSIDE if path is None else MISSING)
    form = write_path(folder, meant) if meant else FILE_FORM
    yield checked.raw.problem(field_path, "PR264", came=written, reason=reason, form=form)


def _check_image(checked: CheckedRecord, image: Image, languages: Sequence[str], files: SiteFiles) -> Iterator[Problem]:
    if suffix_of(image.file) not in PICTURE_SUFFIXES:
        yield checked.raw.problem(("image", "file"), "PR044", came=NO_PICTURE, form=PICTURE_FORM)
    if not image.decorative and (image.alt is None or any(is_wordless(image.alt[name], image.file) for name in image.alt)):
        came = Message("nothing", "空") if image.alt is None else image.alt.within(languages).text
        yield checked.raw.problem(("image",) if image.alt is None else ("image", "alt"), "PR042", came=came, form=ALT_FORM.fill())
    for name in files.rights:
        if getattr(image, name) is None:
            yield checked.raw.problem(("image",), "PR046", came=image.file, form=f"{name}: …")
