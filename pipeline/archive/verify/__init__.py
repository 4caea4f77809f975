"""Checks an archive; `verify` is the way in.

`bag` checks fixity and says what has to be there, `batch` the articles of one batch with their `sources`, `beside` the lines of all other files;
`listing` stores on disk what a check has to remember.
"""
