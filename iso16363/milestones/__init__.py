"""Milestones of several sites: what each has reached, lacks and risks, and what they can share. Pure."""
