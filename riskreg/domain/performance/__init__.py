"""Objectives, indicators, their targets and results: docs/domain/performance.md. How a target is read stands in `domain/targets`."""
