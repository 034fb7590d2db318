"""Accounts, their keys, what they hold, and what is handed out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("number", COUNTED, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("record", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    owner = sa.ForeignKey("accounts.number", ondelete="CASCADE")
    op.create_table(
        "api_keys",
        sa.Column("number", COUNTED, primary_key=True),
        sa.Column("account", sa.BigInteger, owner, nullable=False),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        sa.Column("record", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notices",
        sa.Column("number", COUNTED, primary_key=True),
        sa.Column(
            "account", sa.BigInteger, sa.ForeignKey("accounts.number", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "items",
        sa.Column("number", COUNTED, primary_key=True),
        sa.Column("account", sa.BigInteger, nullable=False),
        sa.Column("infohash", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.UniqueConstraint("account", "infohash", name="items_account_infohash"),
        sqlite_autoincrement=True,
    )
    held = sa.ForeignKey("items.number", ondelete="CASCADE")
    op.create_table(
        "item_torrents",
        sa.Column("number", sa.BigInteger, held, primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "link_uses",
        sa.Column("link", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("first_used", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "file_digests",
        sa.Column("infohash", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("crc32", sa.BigInteger, nullable=False),
        sa.Column("md5", sa.Text, nullable=False),
        sa.Column("opensubtitles", sa.Text, nullable=False),
    )
    op.create_table(
        "looked_up",
        sa.Column("infohash", sa.Text, primary_key=True),
        sa.Column("found", sa.BigInteger, nullable=False, index=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
