/*
 * Days and times of day as the files of a store write them: "9:00",
 * "2026-12-31", "mon", "пн". What people type (text/date.h) may be freer.
 */
#ifndef MODEL_DAY_WORDS_H
#define MODEL_DAY_WORDS_H

#include <glib.h>

#define DAY_MINUTES (24 * 60)

/* "9:00", "09:00", "24:00": minutes of the day, 0 to DAY_MINUTES. Answers what
 * stands behind, or NULL; `minute` is then untouched. */
const char *minute_read(const char *text, guint *minute);
/* The same where nothing stands behind. */
gboolean minute_parse(const char *text, guint *minute);

/* "2026-12-31", the first `length` bytes of `text`. */
gboolean day_parse(const char *text, gsize length, GDate *day);

/* 0 is Monday, 6 Sunday, -1 no day of the week; "mon", "Mon", "пн". */
int weekday_find(const char *word, gsize length);
/* "mon" */
const char *weekday_name(int day);

#endif
