"""Rows about the organisation, the people in it, and how they get in."""

from riskreg.people.models.accounts import (
    AccountLink,
    DoorCount,
    DoorErrand,
    ErrandKind,
    LinkPurpose,
    RecoveryCode,
    SecondFactor,
    SecurityRules,
    SignInRecord,
)
from riskreg.people.models.names import KnownName
from riskreg.people.models.organisation import (
    Body,
    Delegation,
    Figure,
    FigureTerm,
    OrgUnit,
    RoleGrant,
    SignInSession,
    UnitEra,
    UnitSuccession,
    User,
)

__all__ = [
    "AccountLink",
    "Body",
    "Delegation",
    "DoorCount",
    "DoorErrand",
    "ErrandKind",
    "Figure",
    "FigureTerm",
    "KnownName",
    "LinkPurpose",
    "OrgUnit",
    "RecoveryCode",
    "RoleGrant",
    "SecondFactor",
    "SecurityRules",
    "SignInRecord",
    "SignInSession",
    "UnitEra",
    "UnitSuccession",
    "User",
]
