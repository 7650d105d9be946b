"""The migrations of the database (Alembic); they travel in the wheel, since `luqiao init` runs them."""
