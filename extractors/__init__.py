"""Pure functions from one type to the next. Imports ``schemas`` only; touches no file but the one it reads."""
