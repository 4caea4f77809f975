"""What is on disk: the bag, WARC files, articles, names, the lock.

`bag` writes the BagIt files, `warc` packs sources, `records` reads them back, `came` finds the document in a record that came in a WARC,
`articles` reads lines of articles, `names` makes names of files, `disk` writes files that are either whole or not there, `lock` lets one run at a
time work, `signals` keeps Ctrl-C from processes that are started.
"""
