"""`prospectus build` and `prospectus serve`: incremental builds in worker processes."""
