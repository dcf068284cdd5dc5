"""`ipclaim mutants`: runs the suite against subjects with one defect each, and says which it notices."""
