"""What can be rebuilt from ``data/`` at any time: the catalogue, the memory of sites, copies, doubts."""
