"""The data as frozen, strict pydantic models: no file, no clock, no command line."""
