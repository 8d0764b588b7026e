"""Drafts of self-assessments in other frameworks, made of what a site says for ISO 16363."""
