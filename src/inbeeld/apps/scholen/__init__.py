"""Schools, school calendars and timetables."""
