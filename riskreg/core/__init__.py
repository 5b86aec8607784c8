"""The ground: settings, database, clock, transactions. It knows no feature."""
