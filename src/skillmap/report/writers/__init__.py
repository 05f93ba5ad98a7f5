"""One file for each output: a function from advice to bytes, filed under a name."""
