"""When, where, how many, how sure: attributions become typed claims."""
