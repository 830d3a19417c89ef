"""The same acts and queries as the pages, for programs: REST under /api/v1 with OpenAPI."""
