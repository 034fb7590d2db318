"""Downloads of workspaces: in memory, in SQL, or some here and some there."""
