"""The review: the report's pages, served to one person on this machine, with buttons to decide on blocks."""
