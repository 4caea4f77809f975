"""Training of the block labeller: pages with gold in, model files of ``pipeline/labelling/models/`` out."""
