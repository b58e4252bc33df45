"""The command line."""

import gc

OBJECTS_UNTIL_COLLECTION = 100_000
"""So many more objects than before start a collection of garbage. Python's 700 means dozens of collections while modules are imported."""

gc.set_threshold(OBJECTS_UNTIL_COLLECTION)
