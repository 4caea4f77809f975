"""The archive on disk.

Strategy: a run *scans* its input once (``run/scan``), and stores the bytes of what is new in ``work/``; cuts what is new into batches in
one order (``run/plan``); each batch is *worked on* by itself (``run/batch``), in any process and any order, into a folder of its own; and
whole batches are *published* one after another by rename (``run/publish``), from a journal that lets a killed run continue. Nothing under
``data/`` is ever written to: files appear there whole, and stay.

``store/`` reads and writes what lies in the archive (the BagIt files, WARC, articles, sources). ``caches/`` holds what can be made again from
``data/`` at any time: the catalogue, the memory of sites, copies, doubts. ``verify/`` checks the archive without them.

What people write beside an archive: `decisions` on blocks, and `site_files`, which `ftr` makes from those of Full-Text RSS. `configured` reads the
file of settings.
"""
