"""What phones are given of visits: grants, holdings, bundles and changes."""
