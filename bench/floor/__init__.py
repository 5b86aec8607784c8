"""The floor: the least that Flask, SQLAlchemy and Jinja can do for the same work on the same rows. Throwaway on purpose:
no sign-in, no rights, no trail rules, no Italian. What riskreg takes beyond it is what these cost."""
