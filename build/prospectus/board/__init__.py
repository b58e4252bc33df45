"""The planning board of `prospectus serve`: a month with everything that its schedulers have to do. It is never published."""
