"""What people say of one site: rules, and what they tell of a page."""
