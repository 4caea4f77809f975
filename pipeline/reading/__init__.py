"""Reading: what words say, read once and for everybody: people, dates, languages, marks."""
