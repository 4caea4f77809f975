"""Evidence: what speaks for or against a label of a block, as columns of small whole numbers, one row a block.

`table` is the way in: it puts the columns of all groups side by side. Groups: `measures` of words, lines and order; `signs` of one line;
`phrases` that sites print; `copies`, what stands twice on the page; `markup` and `declared`, of pages of HTML alone. `tokens` are the words and class
names that the labeller has learned singly. `characters`, `levels`, `tree` and `class_names` compute what several groups use; `sentences` says each
column in words. `site_repeats` counts what a site repeats: it is no column, but a vote for a guard.
"""
