"""Tests of the content of this repository, apart from the tests of the code: `scripts/test` runs them after those and says which failed.

They hold what the two source documents say, so an editor who changes it here changes it there as well:
- a fact that is reworded or added: its row in `inventory/PART.yml`, and the number of rows in `test_inventory.py`;
- the figures of a new notice: a line of `NOTICES` in `test_records.py`;
- a year whose holidays are published: its counts in `test_years.py`, and the days that follow from it in `test_occurrences.py`;
- an official title that is quoted in full: a line of `data/allowed-titles.txt`.
A new term, lesson, talk, guide, programme or event needs no change. Run them alone with `scripts/test tests/content`.
"""
