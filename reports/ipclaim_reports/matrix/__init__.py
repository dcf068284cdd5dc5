"""`ipclaim matrix`: what several targets make of the same claims, side by side."""
