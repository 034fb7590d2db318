"""The methods, a file for each controller or part of one."""
