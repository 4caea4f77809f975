"""The review: the report's pages, served to one person on this machine, with buttons to decide on blocks.

`serve` runs the `app`, whose addresses call `desk` (an article, a decision), `evidence` (why a block stayed) and `reapply` (a run on the archive).
"""
