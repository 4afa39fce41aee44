"""Pictures of the running product for README and documentation; `make pictures` takes them all."""
