"""Decoding: the bytes of a source into a page of text, with every repair recorded.

`page` is the way in. `charset` finds the encoding (with `mac_roman`, `oddness`, `seven_bits`, `east_asian`, `northern`,
`ukrainian`, `vietnamese` and `code_pages`); `repair` runs the repairs in their order and replays them:

- mojibake: `mojibake`, `mac_roman`, `cyrillic` and `read_as_western`, each with the proof that `proof` asks for; `garbled` measures what cannot be
  repaired, and `mentions` knows the signs of a fault that an author names;
- markup and escapes that a scraper left: `leftovers` (with `leftover_tokens`, `entity_runs`, `spoken_markup`, `leftover_entities`,
  `leftover_tags` and `tag_pairs`), `escapes`, `doubled`, `shortcodes`, `angle_brackets`, `frames`, `escaped_tags`, `quoted_printable`,
  `numbers_of_characters`; `page_tokens` tells what of a page is text;
- other marks: `armour` of signed messages and files in a text, `link_numbers` of browsers for terminals, `word_breaks`.

Where a page shows no article, `script_text` looks for it in scripts: `script_data` finds the data, `script_boxes` reads it, `script_kinds` knows
its keys, `script_references` follows its references, `script_trees` and `script_nodes` read trees of rich text, `script_tags` reads tags in
strings, and `script_markup` puts the text in the place of the script.
"""

from pipeline.decoding.charset import decode_bytes
from pipeline.decoding.page import decode

__all__ = ["CONTINUES", "decode", "decode_bytes"]

CONTINUES = "data-engross-continues"
"""Attribute of a script that goes on with the script before it, whose text was put out (`pipeline.decoding.script_text`). Its value says where."""
