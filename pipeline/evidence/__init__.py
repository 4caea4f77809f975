"""Evidence: what speaks for or against a label of a block, as columns of small whole numbers, one row a block."""
