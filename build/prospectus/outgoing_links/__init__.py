"""`prospectus links`: asks for the pages of other sites to which the content links, and reports what is gone."""
