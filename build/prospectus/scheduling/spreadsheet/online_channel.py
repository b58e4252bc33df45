"""Where an online event can be watched: its channel, else that of its series; else the report says that none is written."""

from __future__ import annotations

from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.series import Series
from prospectus.problems import Message
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.matched_row import MatchedRow
from prospectus.scheduling.spreadsheet.rows_in import RowReader

FROM_SERIES = Message("channel of the series: {channel}", "渠道取自系列：{channel}")
NO_CHANNEL = Message("online, and no channel says where; fill in the column “{heading}”", "没有写在哪里观看；请填写“{heading}”一栏")


def add_channel(changes: dict[FieldPath, Any], row: MatchedRow, reader: RowReader) -> Message | None:
    """Give an event that is or becomes online the only channel of its series; return what the report says of it, None for nothing.

    A channel that the row removes stays removed.
    """
    event = row.entry.event if row.entry else None
    format_after = changes.get(("format",), event.format if event else None)
    channel = changes.get(("channel",), event.channel if event else None)
    is_new = event is None or ("format",) in changes or ("series",) in changes
    if not is_new or format_after not in ("live", "hybrid") or channel is not None or "channel" in row.row.cells:
        return None
    series = reader.find_series(changes.get(("series",), event.series if event else None))
    if (series_channel := find_channel(series)) is not None:
        changes["channel",] = series_channel
        names = (reader.names.name_of("channel", series_channel, language) for language in ("en", "zh"))
        return FROM_SERIES.fill(channel=Message(*names))
    has_place = any(field_path[0] in ("place", "venue") and value is not None for field_path, value in changes.items())
    if has_place or (event is not None and (event.place or event.venue)):
        return None
    return NO_CHANNEL.fill(heading=Message(columns.format_heading("channel", "en"), columns.format_heading("channel", "zh")))


def find_channel(series: Series | None) -> str | None:
    """Return the usual channel of a series, or else its only one."""
    if series is None:
        return None
    usual = series.typical.channel if series.typical else None
    return usual or (series.channels[0] if len(series.channels) == 1 else None)
