"""Settings of all tests."""

from hypothesis import settings

# how long one example takes says something of the machine and the first compilation of patterns, not of the code: benchmarks/ measures
settings.register_profile("kehoach", deadline=None)
settings.load_profile("kehoach")
