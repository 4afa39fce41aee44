"""How every page looks at every width that it is meant for, in both languages, light and dark, with large text: `make look`."""
