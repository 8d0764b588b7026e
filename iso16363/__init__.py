"""ISO 16363 self-audits as data: criteria, evidence, workbook, readiness report."""

__version__ = "0.1.0"
