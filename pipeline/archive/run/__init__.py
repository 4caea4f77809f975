"""One run: plan, batches, publishing, restoring."""
