"""The only part that knows the folders: finding, reading and writing what people keep on disk."""
