"""What every room of the web stands on: journal, acts, scope, jobs, guarded parsing, the page shell. Capped in size."""
