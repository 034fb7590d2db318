"""Downloads of workspaces."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "workspace_downloads",
        sa.Column("position", COUNTED, primary_key=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("infohash", sa.Text, nullable=False),
        sa.Column("v1", sa.Text),
        sa.Column("v2", sa.Text),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("completed", sa.BigInteger),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("magnet", sa.Text),
        sa.Column("torrent", sa.LargeBinary),
        sa.Column("resume_data", sa.LargeBinary),
        sa.UniqueConstraint("workspace", "infohash"),
    )
