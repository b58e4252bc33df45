"""Reads dates and times as people write them, in Chinese and English: `3月5日（周四）下午2:00-3:30`, `Dec 3-5, 2026`, `全天`.

A text is cut into tokens (`tokens`), the tokens are put together to days and times (`parser`), the half of the day decides the hour
(`clock`), and a zone converts to the zone of the site (`zones`). What can be read in two ways is refused, never guessed.

`parse_dates` reads the cells of sheets; `single_date` reads what must be one date, in records and in feeds, with the same grammar.
Nothing imports this package before a date is wrong, or a sheet or a feed is read.
"""

from prospectus.model.written_dates.context import DateContext
from prospectus.model.written_dates.errors import DateTextError, Fault
from prospectus.model.written_dates.parser import Slot, WrittenDates, build_slots, interval_of_slot, parse_dates

__all__ = ["DateContext", "DateTextError", "Fault", "Slot", "WrittenDates", "build_slots", "interval_of_slot", "parse_dates"]
