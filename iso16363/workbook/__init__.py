"""The workbook: one .xlsx per site with the whole self-assessment."""
