"""Who may see and do what, asked of every address."""
