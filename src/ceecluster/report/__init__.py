"""Studies to files: the site, tables for other programs, workbooks."""
