"""Results for people: the only room that knows the writers of workbooks and documents."""
