"""What is told of each result: statements with their facts and evidence, tables, figures; no English and no sums."""
