"""Readers: binary streams to sources. One table (`reading.READERS`) says which reader takes what.

`reading` is the way in. An input is `opened`, unpacked (`packed`), and told by its name and first bytes (`sniff`, `recognise`); what is not read
is `refused` with a sentence; `written` reads the forms in which a container that is text may be. Readers:

- documents: `document`, `markdown` (with `markdown_notes`, `markdown_definitions`,
  `markdown_dialects` and `joplin`), `mhtml`, `tei`, `ocr`, `pmc_text`;
- articles in XML: `xml_articles`, by the tables of `xml_formats`; `xml_page` renders them; `xml_tree` reads XML for all readers of it;
- records, each with named fields: `jsonl` (with `json_documents`), `har`, `tables`, `parquet`, `xml_records`; `records` makes sources of all of
  them (with `record_text` and `http_status`);
- messages and feeds: `mail` (with `mime` and `flowed`), `digests`, `mailboxes`, `feeds` (with `feed_bytes`, `feed_items` and
  `feed_exports`);
- web archives: `warc` (with `warc_records`, `warc_segments`, `gzip_members`, `zstd_frames` and `http`), `arc`, `http_dump`;
- downloads of press databases: `press` (with `press_marks`), `press_html`; layouts with a file of their own are `press_europresse`,
  `press_factiva`, `press_proquest` and `press_proquest_html`; each article is a `download`;
- containers of files: `archives` (with `zip_members` and `zip_parts`).

`named` keeps names of sources apart, `said` is the vocabulary of what an input says of a source, and `damage` puts errors of libraries in words.
"""

from pipeline.sources.reading import READERS, Prepared, Reader, prepare, read, reader_for
from pipeline.sources.sniff import binary_kind, media_type_of

__all__ = ["READERS", "Prepared", "Reader", "binary_kind", "media_type_of", "prepare", "read", "reader_for"]
