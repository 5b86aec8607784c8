"""Tagged PDF with reportlab: documents that screen readers can follow and that archives can keep, PDF/UA-1 and PDF/A-2a at once."""
