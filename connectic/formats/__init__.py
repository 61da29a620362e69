"""The kiosk's file format (docs/connectic.md), read and written. No database, no network."""
