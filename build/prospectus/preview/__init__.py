"""What `prospectus serve` shows in the browser besides the pages of the site; nothing of it is published."""
