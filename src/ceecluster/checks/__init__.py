"""The rules: what a careful secretariat would check before it trusts a file."""
