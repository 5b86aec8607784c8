"""Moved to riskreg.domain.permissions."""

from riskreg.domain.permissions import insist

__all__ = ["insist"]
