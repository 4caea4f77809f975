"""Labelling: one learned judge for all labels, the reading of its answers, and the guards."""
