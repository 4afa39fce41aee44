"""How Python and TypeScript are written, as far as tools can tell."""
