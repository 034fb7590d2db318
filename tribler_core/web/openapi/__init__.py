"""What an operation promises: the decorators, the document made of them, and the page that shows it."""
