"""What is done about the risks: measures seen together, changed together, followed until they are done."""
