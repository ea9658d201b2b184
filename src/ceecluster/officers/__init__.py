"""What people use who have Excel and nothing else: forms to fill, copies with remarks, tables of others."""
