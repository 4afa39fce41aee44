"""The toy's page and section."""
