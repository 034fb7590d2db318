"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "downloads",
        sa.Column("position", COUNTED, primary_key=True),
        sa.Column("infohash", sa.Text, nullable=False, unique=True),
        sa.Column("v1", sa.Text),
        sa.Column("v2", sa.Text, index=True),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("completed", sa.BigInteger),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("magnet", sa.Text),
    )
    for name in ("metainfos", "resume_data"):
        op.create_table(
            name,
            sa.Column(
                "infohash",
                sa.Text,
                sa.ForeignKey("downloads.infohash", ondelete="CASCADE", onupdate="CASCADE"),
                primary_key=True,
            ),
            sa.Column("content", sa.LargeBinary, nullable=False),
        )
    op.create_table(
        "broken_rows",
        sa.Column("number", COUNTED, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("infohash", sa.Text),
        sa.Column("v1", sa.Text),
        sa.Column("v2", sa.Text),
        sa.Column("added", sa.BigInteger),
        sa.Column("completed", sa.BigInteger),
        sa.Column("complete", sa.Boolean),
        sa.Column("settings", sa.Text),
        sa.Column("magnet", sa.Text),
        sa.Column("torrent", sa.LargeBinary),
        sa.Column("resume_data", sa.LargeBinary),
    )
    op.create_table(
        "key_values",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "history",
        sa.Column("number", COUNTED, primary_key=True),
        sa.Column("happened", sa.BigInteger, nullable=False),
        sa.Column("infohash", sa.Text, nullable=False, index=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
