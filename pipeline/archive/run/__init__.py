"""One run: plan, batches, publishing, restoring. Everything that commands do with an archive, apart from checking it.

- The run: `run` from the lock to the summary; `inputs`, `files` and `containers` give the sources, `scan` compares them with the archive,
  `identical` knows places with the same bytes, `plan` cuts batches, `batch` works on one, `publish` puts it into ``data/``.
- What sites repeat, before batches are cut: `site_votes`, `sketching`, `portions`, `readings`, `learned`.
- Near-duplicates: `dropping`, `tags`.
- Processes that may be lost: `processes`, `child`, `making`, `limits`; work for a cluster: `jobs`.
- Commands besides ``archive``: `preview` and `samples` (``plan``), `restore`, `stored`, `export` with `formats`, `selection`, `places`,
  `databases` and `conversions`, `diff`, `segment` (``show``), `deciding` (``decide``), `suggesting` and `site_cases` (``sites``).
- Between runs: `notes` of Luigi's tasks; lists on disk: `on_disk`, `failures`.
"""
