"""« Imports »: bring contacts in from a spreadsheet, and the history of what was brought in."""
