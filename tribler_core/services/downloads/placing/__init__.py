"""Where content lies: categories, folders for what is not complete, files that are left out."""
