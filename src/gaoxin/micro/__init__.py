"""The only room that knows DuckDB: rows as they were sent, typed and joined; formulas as SQL; sums of zones."""
