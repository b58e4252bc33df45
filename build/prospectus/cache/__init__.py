"""The build cache: values of pure functions, stored by a hash of their inputs, and the fingerprint of a whole build."""
