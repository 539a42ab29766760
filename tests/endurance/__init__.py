"""endurance/: what takes long: collected by `make endure`, never by `make test`."""
