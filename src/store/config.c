#include "store/config.h"
#include "store/config_condition.h"
#include "store/tip.h"
#include "system/file.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const Phrase
	may_hold_settings = {"%1; settings of git may stand in it",
		"%1; в нём могут быть настройки git"},
	no_setting = {"%1:%2: git cannot read this line, and desk no settings "
			"behind it; `git config --file %3 --list` says so, too",
		"%1:%2: эту строку git не прочтёт, а desk не прочтёт настройки "
		"после неё; то же скажет `git config --file %3 --list`"};

#define FILE_LIMIT (4 * 1024 * 1024)
#define INCLUDE_DEPTH 10

typedef struct {
	const char *common, *head_folder; /* may be NULL */
	ConfigScopes scopes;
	gboolean collects; /* the URLs that hasconfig: asks for */
	ConfigEach each;
	void *data;
	GError **problem;  /* the first that cannot be known */
} Reader;

typedef struct {
	const char *at;
	const char *end;
} Input;

static void read_file(const Reader *reader, const char *path, int depth);
static void read_scopes(const Reader *reader);

/* "section.Sub.name": section and name do not distinguish case. */
static char *normalize_key(const char *key)
{
	char *normal = g_strdup(key);
	const char *first = strchr(key, '.'), *last = strrchr(key, '.');
	for (gsize i = 0; normal[i]; i++)
		if (!first || key + i < first || key + i > last)
			normal[i] = g_ascii_tolower(normal[i]);
	return normal;
}

/* --- include ------------------------------------------------------------ */

static void collect_url(const char *key, const char *value, void *data)
{
	if (g_str_has_prefix(key, "remote.") && g_str_has_suffix(key, ".url"))
		g_ptr_array_add(data, g_strdup(value));
}

/* Of every scope; files that such a condition includes may name none. */
static GPtrArray *remote_urls(const Reader *reader)
{
	GPtrArray *urls = g_ptr_array_new_with_free_func(g_free);
	Reader collector = *reader;
	collector.collects = TRUE;
	collector.each = collect_url;
	collector.data = urls;
	read_scopes(&collector);
	return urls;
}

static gboolean holds(const Reader *reader, const char *condition,
	const char *file)
{
	const char *folder = reader->head_folder ? reader->head_folder :
		reader->common;
	gboolean is = FALSE;
	if (!config_asks_urls(condition)) {
		config_condition_holds(condition, file, folder, &is,
			*reader->problem ? NULL : reader->problem);
		return is;
	}
	if (reader->collects)
		return FALSE;
	g_autoptr(GPtrArray) urls = remote_urls(reader);
	return config_url_matches(condition, urls);
}

static void follow_include(const Reader *reader, const char *key,
	const char *value, const char *file, int depth)
{
	gboolean included = strcmp(key, "include.path") == 0;
	if (!included && g_str_has_prefix(key, "includeif.") &&
		g_str_has_suffix(key, ".path") &&
		strlen(key) > strlen("includeif..path")) {
		const char *start = key + strlen("includeif.");
		g_autofree char *condition = g_strndup(start,
			strlen(start) - strlen(".path"));
		included = holds(reader, condition, file);
	}
	if (!included)
		return;
	g_autofree char *path = config_expand_path(value, file);
	if (path)
		read_file(reader, path, depth + 1);
}

/* --- the format --------------------------------------------------------- */

static void skip_line(Input *in)
{
	while (in->at < in->end && *in->at++ != '\n')
		;
}

static void skip_blanks(Input *in)
{
	while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' ||
			*in->at == '\r'))
		in->at++;
}

/* After "[": fills `section` with "name." or "name.Sub.". */
static gboolean read_section(Input *in, GString *section)
{
	g_string_truncate(section, 0);
	while (in->at < in->end && (g_ascii_isalnum(*in->at) ||
			*in->at == '-' || *in->at == '.'))
		g_string_append_c(section, g_ascii_tolower(*in->at++));
	g_string_append_c(section, '.');
	skip_blanks(in);
	if (in->at < in->end && *in->at == '"') {
		for (in->at++; in->at < in->end && *in->at != '"' &&
				*in->at != '\n'; in->at++) {
			if (*in->at == '\\' && in->at + 1 < in->end)
				in->at++;
			g_string_append_c(section, *in->at);
		}
		if (in->at < in->end && *in->at == '"')
			in->at++;
		g_string_append_c(section, '.');
	}
	if (in->at >= in->end || *in->at != ']')
		return FALSE;
	in->at++;
	return TRUE;
}

/* After a backslash. FALSE: no such escape. */
static gboolean read_escape(Input *in, GString *value)
{
	static const char from[] = "ntb\\\"", to[] = "\n\t\b\\\"";
	if (in->at < in->end && *in->at == '\r')
		in->at++;
	if (in->at >= in->end)
		return FALSE;
	char c = *in->at++;
	if (c == '\n')
		return TRUE;
	const char *found = strchr(from, c);
	if (!c || !found)
		return FALSE;
	g_string_append_c(value, to[found - from]);
	return TRUE;
}

/* After "=", up to and with the line end. */
static gboolean read_value(Input *in, GString *value)
{
	gboolean quoted = FALSE;
	gsize solid = 0; /* up to here no trailing blanks */
	skip_blanks(in);
	while (in->at < in->end && *in->at != '\n') {
		char c = *in->at++;
		if (c == '"') {
			quoted = !quoted;
			solid = value->len;
		} else if (c == '\\') {
			if (!read_escape(in, value))
				return FALSE;
			solid = value->len;
		} else if (!quoted && (c == '#' || c == ';')) {
			in->at--;
			break;
		} else {
			g_string_append_c(value, c);
			if (quoted || !g_ascii_isspace(c))
				solid = value->len;
		}
	}
	g_string_truncate(value, solid);
	skip_line(in);
	return !quoted;
}

/* FALSE: it has no end, or an escape that there is not. */
static gboolean read_setting(const Reader *reader, Input *in,
	const GString *section, const char *file, int depth)
{
	g_autoptr(GString) key = g_string_new(section->str);
	g_autoptr(GString) value = g_string_new(NULL);
	while (in->at < in->end && (g_ascii_isalnum(*in->at) ||
			*in->at == '-'))
		g_string_append_c(key, g_ascii_tolower(*in->at++));
	skip_blanks(in);
	if (in->at < in->end && *in->at == '=') {
		in->at++;
		if (!read_value(in, value))
			return FALSE;
	} else {
		skip_line(in);
		g_string_assign(value, "true");
	}
	if (section->len == 0 || memchr(value->str, '\0', value->len))
		return TRUE;
	reader->each(key->str, value->str, reader->data);
	follow_include(reader, key->str, value->str, file, depth);
	return TRUE;
}

/* No file, /dev/null, and, as git has it, somebody else's home. */
static gboolean is_absent(const char *path, const GError *error, gboolean own)
{
	return g_error_matches(error, DESK_ERROR, DESK_ERROR_NOT_FOUND) ||
		strcmp(path, "/dev/null") == 0 ||
		(!own && access(path, R_OK) < 0 && errno == EACCES);
}

/* A file that cannot be read may say anything: never that it says nothing. */
static void note_unread(const Reader *reader, const char *path, GError *error,
	gboolean own)
{
	if (!*reader->problem && !is_absent(path, error, own))
		desk_refuse(reader->problem, error->code == DESK_ERROR_TEMPORARY ?
			DESK_ERROR_TEMPORARY : DESK_ERROR_CONFIG,
			&may_hold_settings, error->message, NULL);
	g_error_free(error);
}

/* As git, which refuses all of it. */
static void note_broken(const Reader *reader, const char *path,
	const char *text, const char *at)
{
	guint line = 1;
	if (*reader->problem)
		return;
	for (; text < at; text++)
		line += *text == '\n';
	g_autofree char *quoted = g_shell_quote(path);
	desk_refuse(reader->problem, DESK_ERROR_CONFIG, &no_setting, path,
		PHRASE_NUMBER(line), quoted, NULL);
}

static void read_file(const Reader *reader, const char *path, int depth)
{
	GError *unread = NULL;
	if (depth > INCLUDE_DEPTH)
		return;
	g_autoptr(GBytes) bytes = file_read(path, FILE_LIMIT, TRUE, &unread);
	if (!bytes) {
		note_unread(reader, path, unread, depth > 0 ||
			(reader->common && g_str_has_prefix(path,
				reader->common)));
		return;
	}
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	Input in = {text, text + size};
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		in.at += 3;
	g_autoptr(GString) section = g_string_new(NULL);
	while (in.at < in.end) {
		const char *start = in.at;
		gboolean good = TRUE;
		if (g_ascii_isspace(*start)) {
			in.at++;
		} else if (*start == '[') {
			in.at++;
			good = read_section(&in, section);
			if (!good)
				skip_line(&in);
		} else if (g_ascii_isalpha(*start)) {
			good = read_setting(reader, &in, section, path, depth);
		} else {
			good = *start == '#' || *start == ';';
			skip_line(&in);
		}
		if (!good)
			note_broken(reader, path, text, start);
	}
}

/* --- scopes ------------------------------------------------------------- */

static void read_system(const Reader *reader)
{
	if (store_config_is_true(g_getenv("GIT_CONFIG_NOSYSTEM")))
		return;
	const char *path = g_getenv("GIT_CONFIG_SYSTEM");
	read_file(reader, path ? path : "/etc/gitconfig", 0);
}

static void read_user(const Reader *reader)
{
	const char *global = g_getenv("GIT_CONFIG_GLOBAL");
	if (global) {
		read_file(reader, global, 0);
		return;
	}
	const char *home = g_getenv("HOME"), *xdg = g_getenv("XDG_CONFIG_HOME");
	g_autofree char *first = xdg && *xdg ?
		g_build_filename(xdg, "git", "config", NULL) :
		home ? g_build_filename(home, ".config", "git", "config", NULL) :
		       NULL;
	if (first)
		read_file(reader, first, 0);
	if (!home)
		return;
	g_autofree char *second = g_build_filename(home, ".gitconfig", NULL);
	read_file(reader, second, 0);
}

static void read_clone(const Reader *reader, const char *common,
	const char *head_folder)
{
	g_autofree char *path = g_build_filename(common, "config", NULL);
	read_file(reader, path, 0);
	g_autofree char *own = g_build_filename(
		head_folder ? head_folder : common, "config.worktree", NULL);
	read_file(reader, own, 0);
}

static void give(const Reader *reader, const char *key, const char *value)
{
	g_autofree char *normal = normalize_key(key);
	if (strchr(normal, '.'))
		reader->each(normal, value, reader->data);
}

/* What `git -c key=value` leaves for the programs that it starts. */
static void read_command(const Reader *reader)
{
	const char *parameters = g_getenv("GIT_CONFIG_PARAMETERS");
	g_auto(GStrv) words = NULL;
	if (parameters && g_shell_parse_argv(parameters, NULL, &words, NULL))
		for (char **word = words; *word; word++) {
			char *equals = strchr(*word, '=');
			if (equals)
				*equals = '\0';
			give(reader, *word, equals ? equals + 1 : "true");
		}
	const char *count = g_getenv("GIT_CONFIG_COUNT");
	guint64 total = count ? g_ascii_strtoull(count, NULL, 10) : 0;
	for (guint64 i = 0; i < MIN(total, 1000); i++) {
		g_autofree char *key_name =
			g_strdup_printf("GIT_CONFIG_KEY_%d", (int)i);
		g_autofree char *value_name =
			g_strdup_printf("GIT_CONFIG_VALUE_%d", (int)i);
		const char *key = g_getenv(key_name);
		const char *value = g_getenv(value_name);
		if (key && value)
			give(reader, key, value);
	}
}

static void read_scopes(const Reader *reader)
{
	if (reader->scopes & CONFIG_SYSTEM)
		read_system(reader);
	if (reader->scopes & CONFIG_USER)
		read_user(reader);
	if ((reader->scopes & CONFIG_CLONE) && reader->common)
		read_clone(reader, reader->common, reader->head_folder);
	if (reader->scopes & CONFIG_COMMAND)
		read_command(reader);
}

gboolean config_each(const char *common, const char *head_folder,
	ConfigScopes scopes, ConfigEach each, void *data, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Reader reader = {common, head_folder, scopes, FALSE, each, data,
		&problem};
	read_scopes(&reader);
	return desk_error_pass(error, &problem);
}

/* --- the settings of a place ------------------------------------------------ */

typedef struct {
	char *key, *value;
} Setting;

static void setting_free(void *data)
{
	Setting *setting = data;
	g_free(setting->key);
	g_free(setting->value);
	g_free(setting);
}

static void keep(const char *key, const char *value, void *data)
{
	Setting *setting = g_new(Setting, 1);
	*setting = (Setting){g_strdup(key), g_strdup(value)};
	g_ptr_array_add(data, setting);
}

gboolean store_config_reread(StorePlace *place, GError **error)
{
	g_autoptr(GPtrArray) settings = g_ptr_array_new_with_free_func(
		setting_free);
	if (!config_each(place->git_folder, place->head_folder, CONFIG_ALL,
		keep, settings, error))
		return FALSE;
	g_clear_pointer(&place->settings, g_ptr_array_unref);
	place->settings = g_steal_pointer(&settings);
	return TRUE;
}

typedef struct {
	char *key;
	char *value;
} Search;

static void keep_last(const char *key, const char *value, void *data)
{
	Search *search = data;
	if (strcmp(key, search->key) != 0)
		return;
	g_free(search->value);
	search->value = g_strdup(value);
}

gboolean config_last(ConfigScopes scopes, const char *key, char **value,
	GError **error)
{
	g_autofree char *normal = normalize_key(key);
	Search search = {normal, NULL};
	gboolean good = config_each(NULL, NULL, scopes, keep_last, &search,
		error);
	if (!good)
		g_clear_pointer(&search.value, g_free);
	*value = search.value;
	return good;
}

gboolean store_config_is_true(const char *value)
{
	static const char *const yes[] = {"true", "yes", "on", "1", NULL};
	for (guint i = 0; value && yes[i]; i++)
		if (g_ascii_strcasecmp(value, yes[i]) == 0)
			return TRUE;
	return FALSE;
}

gboolean store_config_each(const StorePlace *place, StoreConfigEach each,
	void *data, GError **error)
{
	if (!place)
		return config_each(NULL, NULL, CONFIG_ALL, each, data, error);
	for (guint i = 0; i < place->settings->len; i++) {
		const Setting *setting = place->settings->pdata[i];
		each(setting->key, setting->value, data);
	}
	return TRUE;
}

char *store_config_get(const StorePlace *place, const char *key)
{
	char *value;
	if (!place)
		return config_last(CONFIG_ALL, key, &value, NULL) ? value : NULL;
	g_autofree char *normal = normalize_key(key);
	for (guint i = place->settings->len; i > 0; i--) {
		const Setting *setting = place->settings->pdata[i - 1];
		if (strcmp(setting->key, normal) == 0)
			return g_strdup(setting->value);
	}
	return NULL;
}

/* --- who acts ------------------------------------------------------------- */

static char *first_of(const StorePlace *place, const char *variable,
	const char *const *keys)
{
	const char *value = g_getenv(variable);
	if (value && *value)
		return g_strdup(value);
	for (; *keys; keys++) {
		char *set = store_config_get(place, *keys);
		if (set)
			return set;
	}
	return NULL;
}

char *store_author_name(const StorePlace *place)
{
	static const char *const keys[] = {"author.name", "user.name", NULL};
	return first_of(place, "GIT_AUTHOR_NAME", keys);
}

char *store_author_mail(const StorePlace *place)
{
	static const char *const keys[] = {"author.email", "user.email", NULL};
	char *mail = first_of(place, "GIT_AUTHOR_EMAIL", keys);
	const char *usual = g_getenv("EMAIL");
	return mail || !usual || !*usual ? mail : g_strdup(usual);
}
