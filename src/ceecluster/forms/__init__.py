"""One writer per form, from blocks to bytes: how a code is spelled, how evidence is shown, how a table is set."""
