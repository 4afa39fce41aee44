"""The service report: a visit's receipt on paper, as a PDF/A-2a and PDF/UA-1 file."""
