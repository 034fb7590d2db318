"""From the bytes of a request to values that were checked: bodies, forms, validation, disconnects."""
