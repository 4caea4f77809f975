"""Reading: what words say, read once and for everybody: people, dates, languages, marks.

- People: `names` (what a single name looks like), `people` (the people of a text), `bylines`.
- Dates: `dates`, with `dates_eastern` and `dates_solar`; `datelines`; a `date_hits` is a date and its place.
- Languages: `language`. Marks: `marks`, `message_heads`. Words: `words`, `word_lists` (the files of ``data/``), `forms` of Unicode.
- `traits` of a block, for evidence and structure.
"""
