"""What `ipclaim bench` has measured: read strictly, and shown in the report."""
