"""Times as hours and minutes, in a list and in a field. Django takes all others from its own file."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f"]
