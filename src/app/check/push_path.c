#include "app/check/push_path.h"

#include <string.h>

#include "base/identifier.h"

static const Phrase
	outside = {"a path that leads out of its folder",
		"путь ведёт из своей папки наружу"},
	of_git = {"a path that is git's own on some machine",
		"на какой-нибудь машине этот путь принадлежит самому git"},
	unwritable = {"a path with a control character, a backslash or what is "
			"no UTF-8 cannot be written everywhere",
		"путь с управляющим символом, обратной чертой или не в UTF-8 "
		"можно записать не везде"},
	odd = {"no file of a store has this path",
		"у файла хранилища не бывает такого пути"};

/* What some file systems drop (git does not write such paths there, but takes
 * them from others). */
static gboolean is_ignored(gunichar c)
{
	return (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
		(c >= 0x206a && c <= 0x206f) || c == 0xfeff;
}

char *push_path_fold(const char *path)
{
	g_autofree char *plain = g_utf8_normalize(path, -1, G_NORMALIZE_DEFAULT);
	return g_utf8_casefold(plain ? plain : path, -1);
}

/* As the most careless file system reads the name of a file. */
static char *plain_name(const char *part)
{
	GString *out = g_string_new(NULL);
	for (const char *c = part; *c && *c != ':'; c = g_utf8_next_char(c)) {
		gunichar letter = g_utf8_get_char(c);
		if (!is_ignored(letter))
			g_string_append_unichar(out, g_unichar_tolower(letter));
	}
	while (out->len > 0 && strchr(" .", out->str[out->len - 1]))
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static const Phrase *judge_part(const char *part, gboolean top)
{
	/* Written so they are judged by what stands in them. */
	static const char *const by_content[] = {".gitattributes",
		".gitignore", ".gitmodules"};
	if (*part == '\0' || strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
		return &outside;
	g_autofree char *name = plain_name(part);
	if (strcmp(name, ".git") == 0 || strcmp(name, "git~1") == 0)
		return &of_git;
	for (gsize i = 0; i < G_N_ELEMENTS(by_content); i++)
		if (strcmp(name, by_content[i]) == 0 &&
			(!top || strcmp(part, by_content[i]) != 0))
			return &odd;
	return NULL;
}

/* Under tickets/ are tickets alone; and no name may be another's but for case. */
static gboolean is_odd(const char *path, const char *first)
{
	static const char *const names[] = {"tickets", "agents", "customers",
		"calendars", "schedules", "templates", "desk.yaml",
		"oncall.yaml"};
	g_autofree char *uid = uid_from_path(path);
	g_autofree char *folded = push_path_fold(first);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(folded, names[i]) == 0 &&
			strcmp(first, names[i]) != 0)
			return TRUE;
	return !uid && strcmp(first, "tickets") == 0;
}

const Phrase *push_path_refusal(const char *path)
{
	if (!g_utf8_validate(path, -1, NULL) || strchr(path, '\\'))
		return &unwritable;
	for (const char *c = path; *c; c = g_utf8_next_char(c))
		if (g_unichar_iscntrl(g_utf8_get_char(c)))
			return &unwritable;
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	for (char **part = parts; *part; part++) {
		const Phrase *refusal = judge_part(*part, !parts[1]);
		if (refusal)
			return refusal;
	}
	return is_odd(path, parts[0]) ? &odd : NULL;
}
