"""The package that is handed over, a BagIt bag: what is in it, how it is written, how it is verified."""
