"""A builder that stays: one process makes the builds of a site for many commands. Its clients import the standard library alone."""
