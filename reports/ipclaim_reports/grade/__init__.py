"""`ipclaim grade`: students' implementations, judged by the cases that judge operating systems."""
