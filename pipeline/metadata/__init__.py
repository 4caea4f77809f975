"""Metadata with evidence: what the input says, what the page declares, what is printed in it, what the labeller named.

`places` is the way in: it puts the candidates of all places in one order. A candidate is a `pipeline.data.Found`: a field, a value, how it was
found, where it stands, and a confidence.

- What the input says of a source: `from_source`.
- What a page of HTML says: `html` chooses from the `candidates` that `declared` reads for machines (with `json_ld` and `loose_json`) and
  `html_printed` reads as readers see them (with `html_printed_dates`, `html_dates_aside`, `html_topics`, and `html_threads` for forums);
  `html_organisations` and `headings` help.
- Authors of such a page: `html_marked_authors` whom markup names; `html_bylines` in lines, step by step, with `html_dated_names` (beside a date),
  `html_signed` (anywhere on the page) and `html_bare_names` (alone in a line); `html_author_forms` is what they share.
- What a text prints: `printed` reads each labelled block, and then looks beside them: `signatures` (lines that sign), `unannounced` (authors whom
  no word announces: `handles` of forums and blogs, `bare_names` alone in a line, `name_pieces` in lines of facts, checked against the other words
  of the page by `name_words`); `choice` says which of the candidates are used.
- What several of these use: dates (`html_dates`, `other_dates`, `short_years`), titles (`titles`), publishers (`publishers`), sections
  (`section_lines`), what parts titles and breadcrumbs (`separators`), issues (`issues`), lists of authors (`author_lists`), teams (`teams`), places
  (`place_names`), credits in Chinese, Japanese and Korean (`eastern`, `eastern_credits`).

`front_labels` says for `pipeline.article` which lines hold metadata and nothing else.
"""
