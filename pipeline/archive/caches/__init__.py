"""What can be rebuilt from ``data/`` at any time: the catalogue, the memory of sites, copies, doubts.

Each is an SQLite file, a `cache`: `catalogue` (which articles there are), `site_memory` (what sites repeat, from `sketches`), `copies`
(near-duplicates, by their `likeness`), `doubts`. `rebuild` reads the rows of the catalogue back from ``data/``.
"""
