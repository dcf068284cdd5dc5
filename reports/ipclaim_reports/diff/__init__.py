"""`ipclaim diff`: what has changed from one run to another."""
