"""Read-only pages: the workbench, and what is shown of results."""
