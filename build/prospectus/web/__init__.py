"""Requests to other hosts, with limits on time and destination."""
