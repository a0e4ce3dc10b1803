"""What only exists when many workers share circles: how they know of each other, and what each does when another is gone."""
