"""How people of each language write: said by nobody of ours, read by nobody but the simulator."""
