"""The console's pages of facts that were held back."""
