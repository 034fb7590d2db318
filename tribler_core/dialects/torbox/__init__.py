"""The TorBox dialect: accounts, items over shared torrents, links. Source: docs/dialects/torbox.md."""
