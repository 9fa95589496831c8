#include "store/config_condition.h"

#include "system/file.h"

#include <string.h>

#define URLS "hasconfig:remote.*.url:"

/* --- patterns (wildmatch with WM_PATHNAME) ------------------------------- */

/* "[a-z]", "[!ab]" at `*glob`, which moves behind it. */
static gboolean class_matches(const char **glob, char c)
{
	const char *at = *glob + 1;
	gboolean negated = *at == '!' || *at == '^', found = FALSE;
	at += negated;
	for (const char *first = at; *at && (*at != ']' || at == first); at++) {
		char from = *at, to = from;
		if (at[1] == '-' && at[2] && at[2] != ']') {
			to = at[2];
			at += 2;
		}
		found |= c >= from && c <= to;
	}
	*glob = *at ? at + 1 : at;
	return found != negated && c != '/';
}

/* One character of both, which move on. */
static gboolean one_matches(const char **glob, const char **text)
{
	char c = *(*text)++;
	if (c == '\0')
		return FALSE;
	if (**glob == '[')
		return class_matches(glob, c);
	char wanted = *(*glob)++;
	if (wanted == '?')
		return c != '/';
	if (wanted == '\\' && **glob)
		wanted = *(*glob)++;
	return c == wanted;
}

/* `*` and `?` stay in one path component, `**` crosses them. */
static gboolean glob_matches(const char *glob, const char *text)
{
	while (*glob) {
		if (*glob != '*') {
			if (!one_matches(&glob, &text))
				return FALSE;
			continue;
		}
		gboolean deep = glob[1] == '*';
		glob += deep ? 2 : 1;
		if (deep && *glob == '/' && glob_matches(glob + 1, text))
			return TRUE;
		do {
			if (glob_matches(glob, text))
				return TRUE;
		} while (*text && (deep || *text != '/') && text++);
		return FALSE;
	}
	return *text == '\0';
}

/* A pattern that ends with "/" means all below. */
static gboolean path_matches(const char *pattern, const char *text,
	gboolean fold)
{
	g_autofree char *glob = g_strconcat(pattern,
		g_str_has_suffix(pattern, "/") ? "**" : "", NULL);
	if (!fold)
		return glob_matches(glob, text);
	g_autofree char *low = g_ascii_strdown(glob, -1);
	g_autofree char *folded = g_ascii_strdown(text, -1);
	return glob_matches(low, folded);
}

/* --- conditions ---------------------------------------------------------- */

char *config_expand_path(const char *path, const char *beside)
{
	const char *home = g_getenv("HOME");
	if (g_str_has_prefix(path, "~/"))
		return home ? g_build_filename(home, path + 2, NULL) : NULL;
	if (g_path_is_absolute(path))
		return g_strdup(path);
	g_autofree char *folder = g_path_get_dirname(beside);
	return g_build_filename(folder, path, NULL);
}

static gboolean is_folder(const char *wanted, const char *file,
	const char *head_folder, gboolean fold)
{
	g_autofree char *pattern = NULL;
	if (g_str_has_prefix(wanted, "~/") || g_str_has_prefix(wanted, "./"))
		pattern = config_expand_path(wanted[0] == '.' ? wanted + 2 :
			wanted, file);
	else if (g_path_is_absolute(wanted))
		pattern = g_strdup(wanted);
	else
		pattern = g_strconcat("**/", wanted, NULL);
	return pattern && path_matches(pattern, head_folder, fold);
}

static gboolean is_branch(const char *wanted, const char *head_folder,
	gboolean *is, GError **error)
{
	static const char prefix[] = "ref: refs/heads/";
	g_autofree char *head = NULL;
	if (!file_read_line(head_folder, "HEAD", &head, error))
		return FALSE;
	*is = head && g_str_has_prefix(head, prefix) &&
		path_matches(wanted, head + strlen(prefix), FALSE);
	return TRUE;
}

gboolean config_condition_holds(const char *condition, const char *file,
	const char *head_folder, gboolean *holds, GError **error)
{
	const char *wanted = strchr(condition, ':');
	*holds = FALSE;
	if (!head_folder || !wanted++)
		return TRUE;
	if (g_str_has_prefix(condition, "onbranch:"))
		return is_branch(wanted, head_folder, holds, error);
	gboolean fold = g_str_has_prefix(condition, "gitdir/i:");
	*holds = (fold || g_str_has_prefix(condition, "gitdir:")) &&
		is_folder(wanted, file, head_folder, fold);
	return TRUE;
}

gboolean config_asks_urls(const char *condition)
{
	return g_str_has_prefix(condition, URLS);
}

gboolean config_url_matches(const char *condition, const GPtrArray *urls)
{
	for (guint i = 0; i < urls->len; i++)
		if (glob_matches(condition + strlen(URLS),
			g_ptr_array_index(urls, i)))
			return TRUE;
	return FALSE;
}
