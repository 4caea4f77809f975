"""What people say of one site: `rules` of a site file as values, and what they tell of one page (`told`)."""
