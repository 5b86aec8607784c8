"""What changes the organisation: units, users, roles, office-holders, the body's sheet, sign-ins."""
