/*
 * Settings of a person or a machine: git config desk.NAME. One row each gives
 * validation, `desk config`, completion and the lint of the manual. What holds
 * for the team stands in desk.yaml (model/regulation.h), not here.
 *
 * To add one: a row in setting.c, an item in man/desk-config.1; then
 *
 *	gint64 seconds;
 *	if (!desk_setting_number(desk, "send.delay", &seconds, error))
 *
 * `*` in a row's name stands for a name of the user: an account, an alias.
 */
#ifndef MODEL_SETTING_H
#define MODEL_SETTING_H

#include "base/phrase.h"

typedef enum {
	SETTING_TEXT,
	SETTING_WORD,	 /* one of `words` */
	SETTING_COUNT,
	SETTING_BYTES,	 /* "25m": k, m, g are powers of 1024 */
	SETTING_SPAN,	 /* "1h30"; a bare number is seconds */
	SETTING_FLAG,	 /* as git: true yes on 1, false no off 0 */
	SETTING_INSTANT, /* 2026-11-21T06:14:03Z */
	SETTING_COMMAND, /* a program and its arguments; no shell */
	SETTING_DESK,	 /* a desk command and its arguments */
	SETTING_QUERY,	 /* desk-query(7) */
} SettingType;

typedef struct {
	const char *name;
	SettingType type;
	gboolean repeat;     /* may stand several times: `desk config add` */
	gint64 least, most;  /* of numbers, in their unit */
	const char *words;   /* of SETTING_WORD, blanks between */
	const char *standard; /* the value without one; NULL = none */
	Phrase help;
} Setting;

/* Sorted by name. */
extern const Setting settings[];
extern const gsize settings_count;

/* The row of "send.delay" or "account.support@acme.example.url", without
 * "desk."; ASCII case does not matter, as in git. NULL if there is none. */
const Setting *setting_find(const char *name);

/* setting_find(), or DESK_ERROR_USAGE with the nearest. */
const Setting *setting_need(const char *name, GError **error);

/* Is `value` right for the row? DESK_ERROR_USAGE says what would be. `name` is
 * for the message. */
gboolean setting_check(const Setting *setting, const char *name,
	const char *value, GError **error);

/* Everything that setting_number() reads. */
gboolean setting_is_number(const Setting *setting);

/* The same as setting_check() for numbers, which come in seconds, bytes, 0 or 1, or an Instant;
 * for SETTING_WORD the place among `words`. */
gboolean setting_number(const Setting *setting, const char *name,
	const char *value, gint64 *number, GError **error);

/* "span", "count" … */
const char *setting_type_name(SettingType type);
/* "0s..1d", "keep seen flag"; NULL if any will do. g_free(). */
char *setting_range(const Setting *setting);

#endif
