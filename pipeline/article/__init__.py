"""The article: labelled blocks get their structure and become an `pipeline.data.Article`.

First the structure: `after_guards` has all steps in their order. Most of them name what stays; some keep what the labeller removed or remove what it
kept, all through `overruled`:

- What an input says: `declared_text`, `said_title`; `named_title` (a field, an address, the name of a file).
- A text: `shapes` runs the finders in order. `kept` is what they work on; `short_lines` finds tables, lists, slogans and verse (with `rows`),
  `quotations` quotations, `caption_lines` captions (with `credits`), `note_lines` notes, and `heading_lines` headings; `typed_headings` finds those
  with the signs of Markdown. `openings` looks up words at the beginning of a line, `letters` knows the end of a letter, `speakers` the names above
  turns of a conversation, and `quoted_messages` what an answer quotes.
- A page of HTML: `markup_shapes` says what one block is by its elements; over neighbouring blocks go `web_archives`, `stand_ins`, `contents`,
  `together`, `code_inside`, `called_notes`, `live`, `verse`, `captions`, `line_numbers`, `code_languages`, `side_notes`, `marked_notes`,
  `note_parts`, `pull_quotes`, `own_links`, `headline`.
- Both: `front_lines` finds bylines and datelines that were taken for text; `messages` keeps the signature and the notes of a message of mail, and
  removes the footer of its mailing list.

Then `build` makes the article: `sections` groups blocks (with `tables`), `space` records white space, `gaps` finds places where words were lost,
and `doubts` says what a person should look at (with `format_marks` and `unread_scripts`).
"""
