"""The pages that belong to no dialect: Swagger UI, and a place for them all."""
