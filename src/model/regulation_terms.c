/* The sections of desk.yaml that name terms; model/regulation.h. */
#include <string.h>

#include "base/texts.h"
#include "model/regulation_shape.h"

static const Phrase
	is_list = {"\"%1\" is a list, as in [a, b]", "«%1» — список: [a, b]"},
	bad_name = {"\"%.1\" cannot be the name of a %2; letters, digits, "
			"\"-\", \"_\" and \".\", and a title for people",
		"«%.1» не годится в имя (%2); нужны буквы, цифры, «-», «_» и "
		"«.», а для людей — title"},
	none_is_taken = {"\"none\" means that there is no %1; choose another "
			"name",
		"«none» значит, что ничего нет (%1); выберите другое имя"},
	has_none = {"the %1 \"%2\" has no \"%3\"", "%1 «%2»: нет «%3»"},
	term_again = {"the %1 \"%2\" stands here a second time; keep one",
		"%1 «%2» стоит здесь второй раз; оставьте одно"},
	described = {"the %1 \"%2\" is described in { }, as in {title: …}",
		"%1 «%2» описывают в { }: {title: …}"},
	no_status = {"no status of class \"%1\"; add one, as in \"%1: {class: "
			"%1}\"",
		"нет статуса класса «%1»; добавьте, например «%1: {class: "
		"%1}»"},
	many_terms = {"\"%1\" names more than %2; nobody can choose among so "
			"many",
		"в «%1» больше %2 имён; среди стольких никто не выберет"},
	list_or_mapping = {"\"%1\" is a list, as in [a, b], or a mapping, as "
			"in \"a: {title: …}\"",
		"«%1» — список: [a, b] или блок: «a: {title: …}»"},
	names_nothing = {"\"%1\" names nothing; one at least",
		"«%1» ничего не называет; нужно хоть одно"},
	enum_values = {"the custom field \"%1\" of type enum has no "
			"\"values\"; list them, as in values: [a, b]",
		"у своего поля «%1» типа enum нет «values»; перечислите их: "
		"values: [a, b]"},
	no_values = {"the custom field \"%1\" of type %2 takes no \"values\"; "
			"only type enum does",
		"своему полю «%1» типа %2 «values» не нужны; они только у "
		"enum"},
	name_again = {"\"%1\" stands here a second time; a name means one "
			"thing",
		"«%1» стоит здесь второй раз; одно имя — одно значение"};

#define MOST_TERMS 1000

static const char *const field_types[] = {
	"text", "enum", "number", "date", "agent", "asset", NULL};
static const char *const class_words[] = {
	"new", "open", "pending", "on-hold", "solved", "closed", NULL};

static GPtrArray *names_of(const GPtrArray *terms)
{
	GPtrArray *array = g_ptr_array_new();
	for (guint i = 0; terms && i < terms->len; i++)
		g_ptr_array_add(array, ((Term *)terms->pdata[i])->name);
	return array;
}

/* --- keys of a term ------------------------------------------------------ */

/* One text, or one per language: {ru: Новая, en: New}. */
static const char *read_title(RegulationReader *reader, const YamlNode *node)
{
	const char *language = reader->regulation->language;
	if (yaml_is_null(node))
		return NULL;
	if (node->kind != YAML_MAP)
		return regulation_text(reader, node, "title");
	for (guint i = 0; i < node->keys->len; i++)
		regulation_word(reader, node->keys->pdata[i],
			"language of a title", regulation_languages);
	const YamlNode *own = yaml_get(node, language ? language : "en");
	if (!own && node->items->len > 0)
		own = node->items->pdata[0];
	return own ? regulation_text(reader, own, "title") : NULL;
}

static void term_title(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	const char *language = other_language(reader->regulation->language);
	g_free(term->title);
	term->title = g_strdup(read_title(reader, node));
	const YamlNode *other = node->kind == YAML_MAP ?
		yaml_get(node, language) : NULL;
	g_free(term->other_title);
	term->other_title = other && other->kind == YAML_SCALAR ?
		g_strdup(other->value) : NULL;
}

static void term_class(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	const char *text = regulation_word(reader, node, "class", class_words);
	if (text)
		status_class_from_name(text, &term->status_class);
}

/* The name of a term of an earlier section. */
static char *need_term(RegulationReader *reader, const YamlNode *node,
	const char *what, const GPtrArray *terms)
{
	const char *text = regulation_text(reader, node, what);
	g_autoptr(GPtrArray) names = names_of(terms);
	if (!text || texts_have(names, text))
		return g_strdup(text);
	regulation_complain_unknown(reader, node, what, text, names);
	return NULL;
}

static void term_level(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	term->level =
		need_term(reader, node, "level", reader->regulation->levels);
}

static void term_group(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	term->group =
		need_term(reader, node, "group", reader->regulation->groups);
}

static void term_priority(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	term->priority = need_term(
		reader, node, "priority", reader->regulation->priorities);
}

static void term_kind(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	(void)reader;
	term->kind = g_strdup(node->value);
}

static GPtrArray *read_texts(
	RegulationReader *reader, const YamlNode *node, const char *what)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	if (node->kind != YAML_LIST) {
		regulation_complain(reader, node, &is_list, what, NULL);
		return texts;
	}
	for (guint i = 0; i < node->items->len; i++) {
		const char *text =
			regulation_text(reader, node->items->pdata[i], what);
		if (text)
			g_ptr_array_add(texts, g_strdup(text));
	}
	return texts;
}

static void term_was(RegulationReader *reader, Term *term, const YamlNode *node)
{
	term->was = read_texts(reader, node, "was");
	for (guint i = 0; i < term->was->len; i++) {
		const char *name = term->was->pdata[i];
		if (!g_hash_table_add(reader->names, g_utf8_casefold(name, -1)))
			regulation_complain(reader, node, &name_again, name,
				NULL);
	}
}

static void term_ask(RegulationReader *reader, Term *term, const YamlNode *node)
{
	term->ask = read_texts(reader, node, "ask");
}

static void term_type(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	const char *text = regulation_word(reader, node, "type", field_types);
	for (const char *const *type = field_types; text && *type; type++)
		if (strcmp(*type, text) == 0)
			term->type = *type;
}

static void term_values(
	RegulationReader *reader, Term *term, const YamlNode *node)
{
	term->values = read_texts(reader, node, "values");
}

/* Keys that others obey: judged by their shape alone. */
static const Shape calendar = {SHAPE_OF, .what = "calendar",
	.field = "calendars"};
static const Shape cap = {SHAPE_COUNT, .what = "cap"};
static const Shape sla = {SHAPE_OF, .what = "sla", .field = "sla"};
static const Shape type = {SHAPE_TERM, .what = "type", .field = "type"};

static void term_sla(RegulationReader *reader, Term *term, const YamlNode *node)
{
	(void)reader;
	term->sla = g_strdup(node->value);
}

typedef struct {
	const char *key;
	void (*read)(
		RegulationReader *reader, Term *term, const YamlNode *node);
	gboolean needed;
	const Shape *shape; /* may be NULL; `read` may be, too, then */
} TermKey;

#define MOST_KEYS 9
static const struct {
	const char *section, *one;
	TermKey keys[MOST_KEYS];
} term_sections[] = {
	{"levels", "level", {{"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL}}},
	{"groups", "group",
		{{"level", term_level, TRUE, NULL}, {"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL},
			{"calendar", NULL, FALSE, &calendar},
			{"cap", NULL, FALSE, &cap}}},
	{"statuses", "status",
		{{"class", term_class, TRUE, NULL}, {"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL}}},
	{"types", "type", {{"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL},
			{"sla", term_sla, FALSE, &sla}}},
	{"priorities", "priority", {{"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL}}},
	{"resolutions", "resolution", {{"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL}}},
	{"categories", "category",
		{{"was", term_was, FALSE, NULL},
			{"title", term_title, FALSE, NULL}, {"group", term_group, FALSE, NULL},
			{"ask", term_ask, FALSE, NULL},
			{"priority", term_priority, FALSE, NULL},
			{"verify", NULL, FALSE,
				&regulation_category_verify_shape},
			{"sla", term_sla, FALSE, &sla},
			{"type", term_kind, FALSE, &type}}},
	{"fields", "custom field",
		{{"type", term_type, TRUE, NULL}, {"title", term_title, FALSE, NULL},
			{"values", term_values, FALSE, NULL}}},
};

/* --- sections of terms --------------------------------------------------- */

static gboolean check_name(RegulationReader *reader, const YamlNode *node,
	const char *one, gboolean path)
{
	const char *name = node->value;
	gboolean good = strlen(name) <= REGULATION_LONGEST_NAME &&
			g_unichar_isalnum(g_utf8_get_char(name)) &&
			!g_str_has_suffix(name, "/") && !strstr(name, "//");
	for (const char *p = name; good && *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		good = g_unichar_isalnum(c) ||
		       (c < 0x80 && strchr(path ? "-_./" : "-_.", (int)c));
	}
	if (!good) {
		regulation_complain(reader, node, &bad_name, name, one, NULL);
		return FALSE;
	}
	if (strcmp(name, "none") == 0) {
		regulation_complain(reader, node, &none_is_taken, one, NULL);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_term_keys(
	RegulationReader *reader, const TermKey *keys, const YamlNode *node)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (const TermKey *key = keys; key->key; key++)
		g_ptr_array_add(known, (gpointer)key->key);
	guint before = reader->mapping.error_count;
	for (guint i = 0; node->kind == YAML_MAP && i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		if (!texts_have(known, key->value))
			regulation_complain_unknown(
				reader, key, "key", key->value, known);
	}
	return reader->mapping.error_count == before;
}

static void read_term_keys(RegulationReader *reader, gsize section, Term *term,
	const YamlNode *node)
{
	const TermKey *keys = term_sections[section].keys;
	gboolean good = check_term_keys(reader, keys, node);
	for (const TermKey *key = keys; key->key; key++) {
		const YamlNode *value = yaml_get(node, key->key);
		gboolean shaped = value && (!key->shape ||
			shape_check(reader, key->shape, value));
		if (shaped && key->read)
			key->read(reader, term, value);
		else if (!value && key->needed && good) /* else it is the unknown one */
			regulation_complain(reader, node, &has_none,
				term_sections[section].one, term->name,
				key->key, NULL);
	}
}

static void finish_title(
	const RegulationReader *reader, const char *section, Term *term)
{
	if (term->title)
		return;
	const char *title = known_title(section, term->name,
		reader->regulation->language);
	term->title = g_strdup(title ? title : term->name);
}

/* `value` is NULL for an element of a list of names. */
static void read_term(RegulationReader *reader, gsize section, GPtrArray *terms,
	const YamlNode *name, const YamlNode *value)
{
	const char *one = term_sections[section].one;
	if (!check_name(reader, name, one,
		    strcmp(term_sections[section].section, "categories") == 0))
		return;
	if (!g_hash_table_add(
		    reader->names, g_utf8_casefold(name->value, -1))) {
		regulation_complain(reader, name, &term_again, one, name->value,
			NULL);
		return;
	}
	Term *term = g_new0(Term, 1);
	term->name = g_strdup(name->value);
	g_ptr_array_add(terms, term);
	if (value && value->kind != YAML_MAP && !yaml_is_null(value))
		regulation_complain(reader, value, &described, one, term->name,
			NULL);
	else
		read_term_keys(reader, section, term,
			yaml_is_null(value) ? name : value);
	finish_title(reader, term_sections[section].section, term);
}

static void read_names(RegulationReader *reader, gsize section,
	GPtrArray *terms, const YamlNode *list)
{
	for (guint i = 0; i < list->items->len; i++) {
		const YamlNode *item = list->items->pdata[i];
		if (regulation_text(reader, item, term_sections[section].one))
			read_term(reader, section, terms, item, NULL);
	}
}

static void check_classes(RegulationReader *reader, const YamlNode *node)
{
	static const StatusClass needed[] = {
		CLASS_NEW, CLASS_OPEN, CLASS_SOLVED, CLASS_CLOSED};
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		const char *name = status_class_name(needed[i]);
		if (!regulation_status_of(reader->regulation, needed[i]))
			regulation_complain(reader, node, &no_status, name,
				NULL);
	}
}

static void read_terms(RegulationReader *reader, gsize section)
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
	guint before = reader->mapping.error_count;
	if (node->kind != YAML_SCALAR && node->items->len > MOST_TERMS)
		regulation_complain(reader, node, &many_terms, name,
			PHRASE_NUMBER(MOST_TERMS), NULL);
	else if (node->kind == YAML_LIST)
		read_names(reader, section, terms, node);
	else if (node->kind == YAML_MAP)
		for (guint i = 0; i < node->keys->len; i++)
			read_term(reader, section, terms, node->keys->pdata[i],
				node->items->pdata[i]);
	else if (!yaml_is_null(node))
		regulation_complain(reader, node, &list_or_mapping, name, NULL);
	if (strcmp(name, "statuses") == 0 && reader->mapping.error_count == before)
		check_classes(reader, node);
}

/* --- terms together
 * ----------------------------------------------------------- */

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
	if (!term->kind)
		term->kind = g_strdup(parent->kind);
	if (!term->sla)
		term->sla = g_strdup(parent->sla);
	if (!term->ask && parent->ask)
		term->ask = copy_texts(parent->ask);
}

/* Parents first, wherever they stand in the file. */
static void complain_orphan(RegulationReader *reader, const YamlNode *node,
	const Term *term, gsize length)
{
	static const Phrase orphan = {"the category \"%1\" lies below \"%2\", "
		"which is not here; add it", "категория «%1» лежит внутри "
		"«%2», а её здесь нет; добавьте её"};
	g_autofree char *above = g_strndup(term->name, length);
	regulation_complain(reader, node, &orphan, term->name, above, NULL);
}

static void inherit_categories(RegulationReader *reader)
{
	const YamlNode *node = yaml_get(reader->regulation->root, "categories");
	GPtrArray *terms = reader->regulation->categories;
	for (guint depth = 1; depth <= REGULATION_LONGEST_NAME; depth++) {
		for (guint i = 0; i < terms->len; i++) {
			Term *term = terms->pdata[i];
			if (depth_of(term->name) != depth)
				continue;
			gsize length =
				(gsize)(strrchr(term->name, '/') - term->name);
			const Term *parent =
				find_term(terms, term->name, length);
			if (parent)
				inherit(term, parent);
			else
				complain_orphan(reader, node, term, length);
		}
	}
}

static void check_counts(RegulationReader *reader)
{
	static const char *const needed[] = {"levels", "priorities"};
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		const YamlNode *node =
			yaml_get(reader->regulation->root, needed[i]);
		if ((*regulation_section(reader->regulation, needed[i]))->len ==
			0)
			regulation_complain(reader, node, &names_nothing,
				needed[i], NULL);
	}
}

static void check_fields(RegulationReader *reader)
{
	const YamlNode *node = yaml_get(reader->regulation->root, "fields");
	GPtrArray *terms = reader->regulation->fields;
	for (guint i = 0; i < terms->len; i++) {
		const Term *term = terms->pdata[i];
		const YamlNode *own = yaml_get(node, term->name);
		gboolean is_enum = g_strcmp0(term->type, "enum") == 0;
		gboolean has_values = term->values && term->values->len > 0;
		if (is_enum && !has_values)
			regulation_complain(reader, own ? own : node,
				&enum_values, term->name, NULL);
		if (term->type && !is_enum && term->values)
			regulation_complain(reader, own ? own : node,
				&no_values, term->name, term->type, NULL);
	}
}

void regulation_read_terms(RegulationReader *reader)
{
	/* Sections name terms of those before them, also of default ones. */
	for (gsize i = 0; i < G_N_ELEMENTS(term_sections); i++)
		read_terms(reader, i);
	inherit_categories(reader);
	check_counts(reader);
	check_fields(reader);
}
