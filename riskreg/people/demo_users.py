"""Who can try the demo: rows of a file, for whoever has no database at hand."""

from riskreg.core import seeds

DEMO_PASSWORD = "Valdarena-2026"  # the demo's, printed at start; refused in production with the demo itself


def demo_users() -> list[dict[str, str]]:
    """One for each role, in the order in which the start-up page shows them."""
    roles = {row["email"]: row["role"] for row in reversed(seeds.rows("demo/grants.csv"))}
    return [row | {"role": roles[row["email"]]} for row in seeds.rows("demo/users.csv") if row["shown"] == "yes"]
