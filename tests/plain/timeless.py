"""Hypothesis without deadlines: a busy machine is no mistake of the code."""

from hypothesis import settings

settings.register_profile("timeless", deadline=None)
settings.load_profile("timeless")
