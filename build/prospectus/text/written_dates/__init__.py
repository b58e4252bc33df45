"""Reads dates and times as people write them, in Chinese and English: `3月5日（周四）下午2:00-3:30`, `Dec 3-5, 2026`, `全天`.

A text is cut into tokens (`tokens`), the tokens are put together to days and times (`parser`), the half of the day decides the hour
(`clock`), and a zone converts to the zone of the site (`zones`). What can be read in two ways is refused, never guessed.
"""

from prospectus.text.written_dates.errors import DateTextError, Fault
from prospectus.text.written_dates.parser import DateContext, Slot, WrittenDates, build_slots, interval_of_slot, parse_dates

__all__ = ["DateContext", "DateTextError", "Fault", "Slot", "WrittenDates", "build_slots", "interval_of_slot", "parse_dates"]
