"""What is on disk: the bag, WARC files, names, the lock."""
