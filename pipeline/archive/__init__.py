"""The archive on disk.

Strategy: a run *scans* its input once (``scan``), keeping the bytes of what is new aside in ``work/``; cuts what is new into batches in
one order (``plan``); each batch is *worked on* by itself (``batch``), in any process and any order, into a folder of its own; and whole
batches are *published* one after another by rename (``publish``), from a journal that lets a killed run be taken up where it stood.
Nothing under ``data/`` is ever written to: files appear there whole, and stay.

``catalogue`` is a cache of what the archive holds, ``bag`` writes the BagIt files, ``warc`` packs the sources, ``verify`` trusts none of them.
"""
