"""The console's shell: layout, pages, sections, navigation. It knows no capability."""
