"""Files in, drafts out: raw records with the place each came from. Knows YAML and file names, not what they mean."""
