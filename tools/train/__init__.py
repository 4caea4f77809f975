"""Training of the block labeller: bench pages in, model files of ``pipeline/label/models/`` out."""
