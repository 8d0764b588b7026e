"""The command line: a way in, without judgement of its own."""
