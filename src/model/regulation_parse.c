/* Reading desk.yaml; model/regulation.h. */
#include <string.h>

#include "base/error.h"
#include "model/regulation_parts.h"

#define MOST_ERRORS 50
#define MOST_TERMS 1000
#define MOST_LISTED 30
#define LONGEST_NAME 64

typedef struct {
	const char *name; /* of the file */
	Regulation *regulation;
	GString *errors;
	guint error_count;
	GHashTable *names; /* of the section being read, in one case */
} Reader;

static void complain(Reader *reader, const YamlNode *node, const char *format,
	...) G_GNUC_PRINTF(3, 4);

static void complain(Reader *reader, const YamlNode *node, const char *format,
	...)
{
	if (++reader->error_count > MOST_ERRORS)
		return;
	va_list list;
	va_start(list, format);
	g_autofree char *message = g_strdup_vprintf(format, list);
	va_end(list);
	g_string_append_printf(reader->errors, "%s%s:%u:%u: %s",
		reader->errors->len ? "\n" : "", reader->name, node->line,
		node->column, message);
}

static const char *const languages[] = {"en", "ru", NULL};
static const char *const field_types[] = {"text", "enum", "number", "date",
	"agent", "asset", NULL};
static const char *const class_words[] = {"new", "open", "pending", "on-hold",
	"solved", "closed", NULL};

static GPtrArray *words_of(const char *const *words)
{
	GPtrArray *array = g_ptr_array_new();
	for (; *words; words++)
		g_ptr_array_add(array, (gpointer)*words);
	return array;
}

static GPtrArray *names_of(const GPtrArray *terms)
{
	GPtrArray *array = g_ptr_array_new();
	for (guint i = 0; terms && i < terms->len; i++)
		g_ptr_array_add(array, ((Term *)terms->pdata[i])->name);
	return array;
}

/* `node` says `word`, which is none of `known`. */
static void complain_unknown(Reader *reader, const YamlNode *node,
	const char *what, const char *word, const GPtrArray *known)
{
	gboolean heard = reader->error_count < MOST_ERRORS;
	const char *near = heard ? nearest_name(word, known) : NULL;
	if (near) {
		complain(reader, node, "unknown %s \"%s\"; did you mean \"%s\"?",
			what, word, near);
		return;
	}
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < MIN(known->len, MOST_LISTED); i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "",
			(char *)known->pdata[i]);
	complain(reader, node, "unknown %s \"%.60s\"; %s%s%s", what, word,
		known->len ? "one of " : "there is none", list->str,
		known->len > MOST_LISTED ? " …" : "");
}

static void complain_unknown_word(Reader *reader, const YamlNode *node,
	const char *what, const char *word, const char *const *known)
{
	g_autoptr(GPtrArray) array = words_of(known);
	complain_unknown(reader, node, what, word, array);
}

/* The text of a scalar, or NULL and a complaint. */
static const char *need_text(Reader *reader, const YamlNode *node,
	const char *what)
{
	if (node->kind == YAML_SCALAR && !yaml_is_null(node) && *node->value)
		return node->value;
	complain(reader, node, "\"%s\" needs one text", what);
	return NULL;
}

static const char *need_word(Reader *reader, const YamlNode *node,
	const char *what, const char *const *known)
{
	const char *text = need_text(reader, node, what);
	if (!text || g_strv_contains(known, text))
		return text;
	complain_unknown_word(reader, node, what, text, known);
	return NULL;
}

/* --- single values ----------------------------------------------------------------- */

static void read_version(Reader *reader, const YamlNode *node)
{
	if (g_strcmp0(node->value, "1") != 0)
		complain(reader, node, "this desk reads regulations of "
			"version 1; write \"desk: 1\", or use a newer desk");
}

static gboolean is_word(const char *text, gsize longest)
{
	gsize length = strlen(text);
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '-')
			return FALSE;
	return length <= longest && g_ascii_isalnum(text[0]);
}

static void read_id(Reader *reader, const YamlNode *node)
{
	const char *text = need_text(reader, node, "id");
	if (text && !is_word(text, LONGEST_NAME))
		complain(reader, node, "\"id\" is one word of letters and "
			"digits, made by \"desk init\"; restore it from git");
	else
		reader->regulation->id = g_strdup(text);
}

static void read_prefix(Reader *reader, const YamlNode *node)
{
	const char *text = need_text(reader, node, "prefix");
	if (text && !is_word(text, 16))
		complain(reader, node, "\"prefix\" stands in mail subjects; at "
			"most 16 Latin letters and digits, such as ACME");
	else
		reader->regulation->prefix = g_strdup(text);
}

static void read_team(Reader *reader, const YamlNode *node)
{
	reader->regulation->team = g_strdup(need_text(reader, node, "team"));
}

static void read_language(Reader *reader, const YamlNode *node)
{
	reader->regulation->language =
		g_strdup(need_word(reader, node, "language", languages));
}

/* GLib takes a path for a zone and would open it. */
static gboolean is_zone_name(const char *text)
{
	return g_ascii_isalpha(text[0]) && strlen(text) <= LONGEST_NAME &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") ==
			strlen(text);
}

static void read_timezone(Reader *reader, const YamlNode *node)
{
	const char *text = need_text(reader, node, "timezone");
	GTimeZone *zone = text && is_zone_name(text)
		? g_time_zone_new_identifier(text) : NULL;
	if (text && !zone)
		complain(reader, node, "unknown time zone \"%.60s\"; an IANA "
			"name such as Europe/Moscow", text);
	reader->regulation->zone = zone;
}

/* --- keys of a term -------------------------------------------------------------------- */

/* One text, or one per language: {ru: Новая, en: New}. */
static const char *read_title(Reader *reader, const YamlNode *node)
{
	const char *language = reader->regulation->language;
	if (yaml_is_null(node))
		return NULL;
	if (node->kind != YAML_MAP)
		return need_text(reader, node, "title");
	for (guint i = 0; i < node->keys->len; i++)
		need_word(reader, node->keys->pdata[i], "language of a title",
			languages);
	const YamlNode *own = yaml_get(node, language ? language : "en");
	if (!own && node->items->len > 0)
		own = node->items->pdata[0];
	return own ? need_text(reader, own, "title") : NULL;
}

static void term_title(Reader *reader, Term *term, const YamlNode *node)
{
	g_free(term->title);
	term->title = g_strdup(read_title(reader, node));
}

static void term_class(Reader *reader, Term *term, const YamlNode *node)
{
	const char *text = need_word(reader, node, "class", class_words);
	if (text)
		status_class_from_name(text, &term->status_class);
}

/* The name of a term of an earlier section. */
static char *need_term(Reader *reader, const YamlNode *node, const char *what,
	const GPtrArray *terms)
{
	const char *text = need_text(reader, node, what);
	g_autoptr(GPtrArray) names = names_of(terms);
	if (!text || g_ptr_array_find_with_equal_func(names, text, g_str_equal,
			NULL))
		return g_strdup(text);
	complain_unknown(reader, node, what, text, names);
	return NULL;
}

static void term_level(Reader *reader, Term *term, const YamlNode *node)
{
	term->level = need_term(reader, node, "level",
		reader->regulation->levels);
}

static void term_group(Reader *reader, Term *term, const YamlNode *node)
{
	term->group = need_term(reader, node, "group",
		reader->regulation->groups);
}

static void term_priority(Reader *reader, Term *term, const YamlNode *node)
{
	term->priority = need_term(reader, node, "priority",
		reader->regulation->priorities);
}

static GPtrArray *read_texts(Reader *reader, const YamlNode *node,
	const char *what)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	if (node->kind != YAML_LIST) {
		complain(reader, node, "\"%s\" is a list, as in [a, b]", what);
		return texts;
	}
	for (guint i = 0; i < node->items->len; i++) {
		const char *text = need_text(reader, node->items->pdata[i], what);
		if (text)
			g_ptr_array_add(texts, g_strdup(text));
	}
	return texts;
}

static void term_ask(Reader *reader, Term *term, const YamlNode *node)
{
	term->ask = read_texts(reader, node, "ask");
}

static void term_type(Reader *reader, Term *term, const YamlNode *node)
{
	const char *text = need_word(reader, node, "type", field_types);
	for (const char *const *type = field_types; text && *type; type++)
		if (strcmp(*type, text) == 0)
			term->type = *type;
}

static void term_values(Reader *reader, Term *term, const YamlNode *node)
{
	term->values = read_texts(reader, node, "values");
}

/* Belongs to a later chapter; only the word is known here. */
static void term_later(Reader *reader, Term *term, const YamlNode *node)
{
	(void)reader;
	(void)term;
	(void)node;
}

typedef struct {
	const char *key;
	void (*read)(Reader *reader, Term *term, const YamlNode *node);
	gboolean needed;
} TermKey;

#define MOST_KEYS 8
static const struct {
	const char *section, *one;
	TermKey keys[MOST_KEYS];
} term_sections[] = {
	{"levels", "level", {{"title", term_title, FALSE}}},
	{"groups", "group", {{"level", term_level, TRUE},
		{"title", term_title, FALSE}, {"mail", term_later, FALSE},
		{"calendar", term_later, FALSE}, {"cap", term_later, FALSE}}},
	{"statuses", "status", {{"class", term_class, TRUE},
		{"title", term_title, FALSE}}},
	{"types", "type", {{"title", term_title, FALSE}}},
	{"priorities", "priority", {{"title", term_title, FALSE}}},
	{"resolutions", "resolution", {{"title", term_title, FALSE}}},
	{"categories", "category", {{"title", term_title, FALSE},
		{"group", term_group, FALSE}, {"ask", term_ask, FALSE},
		{"priority", term_priority, FALSE},
		{"verify", term_later, FALSE}, {"sla", term_later, FALSE},
		{"type", term_later, FALSE}}},
	{"fields", "custom field", {{"type", term_type, TRUE},
		{"title", term_title, FALSE}, {"values", term_values, FALSE},
		{"help", term_later, FALSE}}},
};

/* --- sections of terms --------------------------------------------------------------------- */

static gboolean check_name(Reader *reader, const YamlNode *node,
	const char *one, gboolean path)
{
	const char *name = node->value;
	gboolean good = strlen(name) <= LONGEST_NAME &&
		g_unichar_isalnum(g_utf8_get_char(name)) &&
		!g_str_has_suffix(name, "/") && !strstr(name, "//");
	for (const char *p = name; good && *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		good = g_unichar_isalnum(c) || (c < 0x80 &&
			strchr(path ? "-_./" : "-_.", (int)c));
	}
	if (!good) {
		complain(reader, node, "\"%.60s\" cannot be the name of a %s; "
			"letters, digits, \"-\", \"_\" and \".\", and a title "
			"for people", name, one);
		return FALSE;
	}
	if (strcmp(name, "none") == 0) {
		complain(reader, node, "\"none\" means that there is no %s; "
			"choose another name", one);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_term_keys(Reader *reader, const TermKey *keys,
	const YamlNode *node)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (const TermKey *key = keys; key->key; key++)
		g_ptr_array_add(known, (gpointer)key->key);
	guint before = reader->error_count;
	for (guint i = 0; node->kind == YAML_MAP && i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		if (!g_ptr_array_find_with_equal_func(known, key->value,
				g_str_equal, NULL))
			complain_unknown(reader, key, "key", key->value, known);
	}
	return reader->error_count == before;
}

static void read_term_keys(Reader *reader, gsize section, Term *term,
	const YamlNode *node)
{
	const TermKey *keys = term_sections[section].keys;
	gboolean good = check_term_keys(reader, keys, node);
	for (const TermKey *key = keys; key->key; key++) {
		const YamlNode *value = yaml_get(node, key->key);
		if (value)
			key->read(reader, term, value);
		else if (key->needed && good) /* else it is the unknown one */
			complain(reader, node, "the %s \"%s\" has no \"%s\"",
				term_sections[section].one, term->name, key->key);
	}
}

static void finish_title(const Reader *reader, const char *section, Term *term)
{
	if (term->title)
		return;
	gboolean russian = g_strcmp0(reader->regulation->language, "ru") == 0;
	const char *title = russian ? known_title(section, term->name) : NULL;
	term->title = g_strdup(title ? title : term->name);
}

/* `value` is NULL for an element of a list of names. */
static void read_term(Reader *reader, gsize section, GPtrArray *terms,
	const YamlNode *name, const YamlNode *value)
{
	const char *one = term_sections[section].one;
	if (!check_name(reader, name, one,
			strcmp(term_sections[section].section, "categories") == 0))
		return;
	if (!g_hash_table_add(reader->names, g_utf8_casefold(name->value, -1))) {
		complain(reader, name, "the %s \"%s\" stands here a second time; "
			"keep one", one, name->value);
		return;
	}
	Term *term = g_new0(Term, 1);
	term->name = g_strdup(name->value);
	g_ptr_array_add(terms, term);
	if (value && value->kind != YAML_MAP && !yaml_is_null(value))
		complain(reader, value, "the %s \"%s\" is described in { }, as "
			"in {title: …}", one, term->name);
	else
		read_term_keys(reader, section, term,
			yaml_is_null(value) ? name : value);
	finish_title(reader, term_sections[section].section, term);
}

static void read_names(Reader *reader, gsize section, GPtrArray *terms,
	const YamlNode *list)
{
	for (guint i = 0; i < list->items->len; i++) {
		const YamlNode *item = list->items->pdata[i];
		if (need_text(reader, item, term_sections[section].one))
			read_term(reader, section, terms, item, NULL);
	}
}

static void check_classes(Reader *reader, const YamlNode *node)
{
	static const StatusClass needed[] = {CLASS_NEW, CLASS_OPEN,
		CLASS_SOLVED, CLASS_CLOSED};
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		const char *name = status_class_name(needed[i]);
		if (!regulation_status_of(reader->regulation, needed[i]))
			complain(reader, node, "no status of class \"%s\"; add "
				"one, as in \"%s: {class: %s}\"", name, name,
				name);
	}
}

static void read_terms(Reader *reader, gsize section)
{
	const char *name = term_sections[section].section;
	const YamlNode *node = yaml_get(reader->regulation->root, name);
	if (!node)
		return;
	GPtrArray *terms = g_ptr_array_new_with_free_func(term_free);
	GPtrArray **own = regulation_section(reader->regulation, name);
	g_ptr_array_unref(*own);
	*own = terms;
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader->names = names;
	guint before = reader->error_count;
	if (node->kind != YAML_SCALAR && node->items->len > MOST_TERMS)
		complain(reader, node, "\"%s\" names more than %d; nobody can "
			"choose among so many", name, MOST_TERMS);
	else if (node->kind == YAML_LIST)
		read_names(reader, section, terms, node);
	else if (node->kind == YAML_MAP)
		for (guint i = 0; i < node->keys->len; i++)
			read_term(reader, section, terms, node->keys->pdata[i],
				node->items->pdata[i]);
	else if (!yaml_is_null(node))
		complain(reader, node, "\"%s\" is a list, as in [a, b], or a "
			"mapping, as in \"a: {title: …}\"", name);
	if (strcmp(name, "statuses") == 0 && reader->error_count == before)
		check_classes(reader, node);
}

/* --- the whole ------------------------------------------------------------------------------- */

static Term *find_term(const GPtrArray *terms, const char *name, gsize length)
{
	for (guint i = 0; i < terms->len; i++) {
		Term *term = terms->pdata[i];
		if (strlen(term->name) == length &&
			strncmp(term->name, name, length) == 0)
			return term;
	}
	return NULL;
}

static GPtrArray *copy_texts(const GPtrArray *from)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(texts, g_strdup(from->pdata[i]));
	return texts;
}

static guint depth_of(const char *name)
{
	guint depth = 0;
	for (; *name; name++)
		depth += *name == '/';
	return depth;
}

static void inherit(Term *term, const Term *parent)
{
	if (!term->group)
		term->group = g_strdup(parent->group);
	if (!term->priority)
		term->priority = g_strdup(parent->priority);
	if (!term->ask && parent->ask)
		term->ask = copy_texts(parent->ask);
}

/* Parents first, wherever they stand in the file. */
static void inherit_categories(Reader *reader)
{
	const YamlNode *node = yaml_get(reader->regulation->root, "categories");
	GPtrArray *terms = reader->regulation->categories;
	for (guint depth = 1; depth <= LONGEST_NAME; depth++) {
		for (guint i = 0; i < terms->len; i++) {
			Term *term = terms->pdata[i];
			if (depth_of(term->name) != depth)
				continue;
			gsize length = (gsize)(strrchr(term->name, '/') -
				term->name);
			const Term *parent = find_term(terms, term->name, length);
			if (parent)
				inherit(term, parent);
			else
				complain(reader, node, "the category \"%s\" "
					"lies below \"%.*s\", which is not here; "
					"add it", term->name, (int)length,
					term->name);
		}
	}
}

static void check_counts(Reader *reader)
{
	static const char *const needed[] = {"levels", "priorities"};
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		const YamlNode *node =
			yaml_get(reader->regulation->root, needed[i]);
		if ((*regulation_section(reader->regulation, needed[i]))->len == 0)
			complain(reader, node, "\"%s\" names nothing; one at "
				"least", needed[i]);
	}
}

static void check_fields(Reader *reader)
{
	const YamlNode *node = yaml_get(reader->regulation->root, "fields");
	GPtrArray *terms = reader->regulation->fields;
	for (guint i = 0; i < terms->len; i++) {
		const Term *term = terms->pdata[i];
		const YamlNode *own = yaml_get(node, term->name);
		gboolean is_enum = g_strcmp0(term->type, "enum") == 0;
		gboolean has_values = term->values && term->values->len > 0;
		if (is_enum && !has_values)
			complain(reader, own ? own : node, "the custom field "
				"\"%s\" of type enum has no \"values\"; list "
				"them, as in values: [a, b]", term->name);
		if (term->type && !is_enum && term->values)
			complain(reader, own ? own : node, "the custom field "
				"\"%s\" of type %s takes no \"values\"; only "
				"type enum does", term->name, term->type);
	}
}

static const struct {
	const char *key;
	void (*read)(Reader *reader, const YamlNode *node);
	gboolean needed;
} single_keys[] = {
	{"desk", read_version, TRUE},
	{"id", read_id, FALSE},
	{"prefix", read_prefix, FALSE},
	{"team", read_team, FALSE},
	{"language", read_language, FALSE},
	{"timezone", read_timezone, FALSE},
};

/* Their contents are judged by those who obey them. */
static const char *const later_sections[] = {"workflow", "calendars", "sla",
	"assignment", "routing", "bounced", "reminders", "notify", "oncall",
	"billing", "mail", "verify", "roles", "rating", "monitoring",
	"schedules", "sync", "send"};

static void check_keys(Reader *reader)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(single_keys); i++)
		g_ptr_array_add(known, (gpointer)single_keys[i].key);
	for (gsize i = 0; i < G_N_ELEMENTS(term_sections); i++)
		g_ptr_array_add(known, (gpointer)term_sections[i].section);
	for (gsize i = 0; i < G_N_ELEMENTS(later_sections); i++)
		g_ptr_array_add(known, (gpointer)later_sections[i]);
	const YamlNode *root = reader->regulation->root;
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		if (!g_ptr_array_find_with_equal_func(known, key->value,
				g_str_equal, NULL))
			complain_unknown(reader, key, "section", key->value,
				known);
	}
}

static void read_all(Reader *reader)
{
	const YamlNode *root = reader->regulation->root;
	check_keys(reader);
	for (gsize i = 0; i < G_N_ELEMENTS(single_keys); i++) {
		const YamlNode *node = yaml_get(root, single_keys[i].key);
		if (node)
			single_keys[i].read(reader, node);
		else if (single_keys[i].needed)
			complain(reader, root, "no \"desk: 1\"; a regulation "
				"begins with it");
	}
	/* Sections name terms of those before them, also of default ones. */
	regulation_fill(reader->regulation);
	for (gsize i = 0; i < G_N_ELEMENTS(term_sections); i++)
		read_terms(reader, i);
	inherit_categories(reader);
	check_counts(reader);
	check_fields(reader);
}

static gboolean report(const Reader *reader, GError **error)
{
	if (reader->error_count == 0)
		return TRUE;
	if (reader->error_count > MOST_ERRORS)
		g_string_append_printf(reader->errors, "\n%s: %u more mistakes",
			reader->name, reader->error_count - MOST_ERRORS);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG,
		reader->errors->str);
	return FALSE;
}

Regulation *regulation_parse(const char *text, gsize size, const char *name,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(YamlNode) root =
		yaml_parse_single(text, size, name, 1, &problem);
	if (root && root->kind != YAML_MAP)
		yaml_error(&problem, name, root,
			"a regulation is a mapping; begin it with \"desk: 1\"");
	if (problem) {
		g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG,
			problem->message);
		return NULL;
	}
	g_autoptr(Regulation) regulation = g_new0(Regulation, 1);
	regulation->root = g_steal_pointer(&root);
	g_autoptr(GString) errors = g_string_new(NULL);
	Reader reader = {name, regulation, errors, 0, NULL};
	read_all(&reader);
	return report(&reader, error) ? g_steal_pointer(&regulation) : NULL;
}
