"""Metadata with evidence: what the page declares, what is printed in it, what the labeller named."""
