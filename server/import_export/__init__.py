"""Lists from files and into files: CSV and XLSX, checked row by row, taken back as a whole."""
