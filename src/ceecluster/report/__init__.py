"""Studies to documents: views, charts, and the writers of every format."""
