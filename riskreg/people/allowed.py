"""The permission map, asked by operations: a road that skips the page skips no rule."""

from riskreg.domain.errors import NotAllowed
from riskreg.domain.permissions import ANYWHERE, ROLE_LABELS, Permission, Person, Scope, may, roles_that_may


def insist(by: Person, permission: Permission, scope: Scope = ANYWHERE) -> None:
    if not may(by, permission, scope):
        who = ", ".join(ROLE_LABELS[role] for role in sorted(roles_that_may(permission)))
        raise NotAllowed(f"Non hai il permesso per questa operazione. Possono farla: {who}.")
