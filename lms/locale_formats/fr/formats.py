"""French dates as people write them, with the no-break spaces that keep them on one line."""

DATE_FORMAT = "j\u00a0F\u00a0Y"
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = "l\u00a0j\u00a0F\u00a0Y \\à\u00a0G\u00a0\\h\u00a0i"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y G\u00a0\\h\u00a0i"
MONTH_DAY_FORMAT = "l\u00a0j\u00a0F"
YEAR_MONTH_FORMAT = "F\u00a0Y"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
