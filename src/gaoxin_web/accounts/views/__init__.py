"""Pages of people: coming in, one's own account, people, the journal."""
