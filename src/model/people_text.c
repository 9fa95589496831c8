/*
 * Adding to a customer file without touching its other lines; model/people.h.
 * Each step finds its place in the tree of the text as it is then.
 */
#include "base/texts.h"
#include "model/people.h"

#include <string.h>

#include "base/error.h"

static const Phrase
	not_added = {"the contact \"%1\" cannot be added to a file written "
			"like this; add it by hand%2",
		"контакт «%1» не добавить в файл, написанный так; допишите "
		"его вручную%2"},
	not_changed = {"the customer's file is written in a way that cannot "
			"be changed like this; `desk customer edit` does",
		"файл клиента написан так, что изменить его этой командой "
		"нельзя; поможет `desk customer edit`"};

typedef struct {
	GString *text;
	const char *contact;
	GError **error;
} Change;

static YamlNode *read_text(const Change *change)
{
	return yaml_parse_single(change->text->str, change->text->len,
		"customer", 1, change->error);
}

static void put(const Change *change, gsize at, const char *text)
{
	g_string_insert(change->text, (gssize)at, text);
}

/* A value needs a space after the colon of its key. */
static const char *space_at(const Change *change, gsize at)
{
	return at > 0 && change->text->str[at - 1] == ':' ? " " : "";
}

/* A new line below a block, `indent` spaces in. */
static void put_line(const Change *change, const YamlNode *block, guint indent,
	const char *text)
{
	GString *all = change->text;
	gsize at = yaml_next_line(all->str, all->len,
		yaml_value_end(all->str, all->len, block));
	gboolean ended = at == 0 || all->str[at - 1] == '\n';
	g_autofree char *line = g_strdup_printf("%s%*s%s\n", ended ? "" : "\n",
		(int)indent, "", text);
	put(change, at, line);
}

/* Whether a comma stands between the last element and the bracket. */
static gboolean has_last_comma(const char *text, const YamlNode *flow)
{
	const YamlNode *last = flow->items->pdata[flow->items->len - 1];
	gsize at = last->end;
	while (at < flow->end && g_ascii_isspace(text[at]))
		at++;
	return text[at] == ',';
}

/* Before the closing bracket of { } or [ ]. */
static void put_in_brackets(const Change *change, const YamlNode *flow,
	const char *text)
{
	const char *all = change->text->str;
	gboolean comma = flow->items->len > 0 && !has_last_comma(all, flow);
	g_autofree char *piece = g_strconcat(comma ? ", " : "", text, NULL);
	gsize at = flow->end - 1, last = at;
	while (g_ascii_isspace(all[last - 1]))
		last--;
	/* Close to the last element, but not into a comment behind it. */
	gboolean one_line = !memchr(all + last, '\n', at - last);
	put(change, one_line ? last : at, piece);
}

/* Adds "key: flow" to a mapping, or "key:" and `block` on lines of their own
 * if that suits it and is not NULL. */
static void put_key(const Change *change, const YamlNode *map, const char *key,
	const char *flow, const char *block)
{
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean in_block = yaml_is_block(change->text->str, map);
	gboolean brackets = !in_block && map->end > map->start;
	yaml_append_scalar(out, key, brackets);
	g_string_append_c(out, ':');
	g_string_append_printf(out, "%s%s", block && !brackets ? "" : " ",
		block && !brackets ? block : flow);
	if (brackets) {
		put_in_brackets(change, map, out->str);
	} else if (in_block) {
		put_line(change, map, map->column - 1, out->str);
	} else { /* an empty file */
		gsize size = change->text->len;
		if (size > 0 && change->text->str[size - 1] != '\n')
			g_string_append_c(change->text, '\n');
		g_string_append_printf(change->text, "%s\n", out->str);
	}
}

/* --- one contact --------------------------------------------------------- */

static const YamlNode *find_contact(const Change *change, const YamlNode *root)
{
	return yaml_get(yaml_get(root, "contacts"), change->contact);
}

static char *flow_scalar(const char *value)
{
	GString *out = g_string_new(NULL);
	yaml_append_scalar(out, value, TRUE);
	return g_string_free(out, FALSE);
}

static char *flow_list(const char *value)
{
	g_autofree char *element = flow_scalar(value);
	return g_strdup_printf("[%s]", element);
}

static char *flow_contact(const char *full_name, const char *mail,
	const char *phone)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct {
		const char *key, *value;
		char *(*write)(const char *value);
	} rows[] = {{"name", full_name, flow_scalar},
		{"phones", phone, flow_list}, {"mails", mail, flow_list}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (!rows[i].value)
			continue;
		g_autofree char *value = rows[i].write(rows[i].value);
		g_string_append_printf(out, "%s%s: %s", out->len ? ", " : "",
			rows[i].key, value);
	}
	return g_strdup_printf("{%s}", out->str);
}

static void put_contact(const Change *change, const YamlNode *root,
	const char *flow)
{
	const YamlNode *contacts = yaml_get(root, "contacts");
	g_autofree char *key = flow_scalar(change->contact);
	g_autofree char *line = g_strdup_printf("%s: %s", key, flow);
	guint indent = root->kind == YAML_MAP && root->column > 0
		? root->column + 1 : 2;
	g_autofree char *below = g_strdup_printf("\n%*s%s", (int)indent, "",
		line);
	g_autofree char *braces = g_strdup_printf("{%s}", line);
	if (!contacts) {
		put_key(change, root, "contacts", braces, below);
	} else if (yaml_is_null(contacts)) {
		gboolean in_block = yaml_is_block(change->text->str, root);
		g_string_erase(change->text, (gssize)contacts->start,
			(gssize)(contacts->end - contacts->start));
		put(change, contacts->start, in_block ? below : braces);
		if (!in_block)
			put(change, contacts->start,
				space_at(change, contacts->start));
	} else {
		put_key(change, contacts, change->contact, flow, NULL);
	}
}

static gboolean holds(const YamlNode *node, const char *value,
	char *(*same)(const char *text))
{
	if (!node || yaml_is_null(node))
		return FALSE;
	if (node->kind == YAML_SCALAR) {
		g_autofree char *own = same(node->value);
		g_autofree char *other = same(value);
		return strcmp(own, other) == 0;
	}
	for (guint i = 0; i < node->items->len; i++)
		if (holds(node->items->pdata[i], value, same))
			return TRUE;
	return FALSE;
}

static char *lower(const char *text)
{
	return g_utf8_strdown(text, -1);
}

static void put_element(const Change *change, const YamlNode *contact,
	const YamlNode *list, const char *key, const char *value)
{
	g_autofree char *flow = flow_scalar(value);
	g_autofree char *brackets = flow_list(value);
	if (!list) {
		put_key(change, contact, key, brackets, NULL);
	} else if (list->kind == YAML_SCALAR) {
		g_autofree char *both = yaml_is_null(list)
			? g_strdup_printf("%s%s",
				space_at(change, list->start), brackets)
			: g_strdup_printf("[%.*s, %s]",
				(int)(list->end - list->start),
				change->text->str + list->start, flow);
		g_string_erase(change->text, (gssize)list->start,
			(gssize)(list->end - list->start));
		put(change, list->start, both);
	} else if (yaml_is_block(change->text->str, list)) {
		g_autofree char *line = g_strdup_printf("- %s", flow);
		put_line(change, list, list->column - 1, line);
	} else {
		put_in_brackets(change, list, flow);
	}
}

/* One more element of a list of the contact, which exists. */
static gboolean add_element(const Change *change, const char *key,
	const char *value, char *(*same)(const char *text))
{
	g_autoptr(YamlNode) root = read_text(change);
	if (!root)
		return FALSE;
	const YamlNode *contact = find_contact(change, root);
	const YamlNode *list = yaml_get(contact, key);
	/* `mail: a@b` may stand for a list of one. */
	g_autofree char *single = g_strndup(key, strlen(key) - 1);
	if (!value || holds(list, value, same) ||
		holds(yaml_get(contact, single), value, same))
		return TRUE;
	put_element(change, contact, list, key, value);
	return TRUE;
}

static gboolean add_name(const Change *change, const char *full_name)
{
	g_autoptr(YamlNode) root = read_text(change);
	if (!root)
		return FALSE;
	const YamlNode *contact = find_contact(change, root);
	if (!full_name || yaml_get(contact, "name"))
		return TRUE;
	g_autofree char *name = flow_scalar(full_name);
	put_key(change, contact, "name", name, NULL);
	return TRUE;
}

/* `ivanova:` alone, or just the full name. */
static void replace_by_map(const Change *change, const YamlNode *contact,
	const char *full_name, const char *mail, const char *phone)
{
	const char *name = yaml_is_null(contact) ? full_name : contact->value;
	g_autofree char *flow = flow_contact(name, mail, phone);
	g_autofree char *spaced =
		g_strconcat(space_at(change, contact->start), flow, NULL);
	gsize end = yaml_value_end(change->text->str, change->text->len, contact);
	g_string_erase(change->text, (gssize)contact->start,
		(gssize)(end - contact->start));
	put(change, contact->start, spaced);
}

static gboolean add_contact(const Change *change, const char *full_name,
	const char *mail, const char *phone)
{
	g_autoptr(YamlNode) root = read_text(change);
	if (!root)
		return FALSE;
	const YamlNode *contact = find_contact(change, root);
	if (!contact) {
		g_autofree char *flow = flow_contact(full_name, mail, phone);
		put_contact(change, root, flow);
		return TRUE;
	}
	if (contact->kind == YAML_SCALAR) {
		replace_by_map(change, contact, full_name, mail, phone);
		return TRUE;
	}
	return add_name(change, full_name) &&
		add_element(change, "phones", phone, phone_normalise) &&
		add_element(change, "mails", mail, lower);
}

static gboolean has_all(const Customer *customer, const char *name,
	const char *mail, const char *phone)
{
	for (guint i = 0; i < customer->contacts->len; i++) {
		const Contact *contact = customer->contacts->pdata[i];
		if (strcmp(contact->name, name) != 0)
			continue;
		gboolean good = !mail || texts_have(contact->mails, mail);
		for (guint k = 0; good && phone && k < contact->phones->len; k++) {
			g_autofree char *a =
				phone_normalise(contact->phones->pdata[k]);
			g_autofree char *b = phone_normalise(phone);
			if (strcmp(a, b) == 0)
				return TRUE;
		}
		return good && !phone;
	}
	return FALSE;
}

/* The proof: what was written is read back before anybody stores it. */
static gboolean check(const Change *change, const char *mail,
	const char *phone)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Customer) customer = customer_parse("", change->text->str,
		change->text->len, "customer", &problem);
	if (customer && has_all(customer, change->contact, mail, phone))
		return TRUE;
	g_autofree char *why = problem ? g_strdup_printf(" (%s)",
		problem->message) : g_strdup("");
	desk_refuse(change->error, DESK_ERROR_DATA, &not_added, change->contact,
		why, NULL);
	return FALSE;
}

/* --- the customer -------------------------------------------------------- */

/* `key` of the mapping `map`, which may have it as `node`. */
static void set_in(const Change *change, const YamlNode *map,
	const YamlNode *node, const char *key, const char *value)
{
	g_autofree char *flow = flow_scalar(value);
	if (!node) {
		put_key(change, map, key, flow, NULL);
		return;
	}
	gsize end = yaml_value_end(change->text->str, change->text->len, node);
	g_autofree char *spaced = g_strconcat(space_at(change, node->start),
		flow, NULL);
	g_string_erase(change->text, (gssize)node->start,
		(gssize)(end - node->start));
	put(change, node->start, spaced);
}

static gboolean set_scalar(const Change *change, const char *key,
	const char *value)
{
	g_autoptr(YamlNode) root = read_text(change);
	const YamlNode *node = yaml_get(root, key);
	if (root && value && strcmp(yaml_text(node), value) != 0)
		set_in(change, root, node, key, value);
	return root != NULL;
}

static gboolean set_requisite(const Change *change, Requisite requisite,
	const char *value)
{
	const char *key = requisite_name(requisite);
	g_autoptr(YamlNode) root = read_text(change);
	const YamlNode *map = yaml_get(root, "requisites");
	const YamlNode *node = yaml_get(map, key);
	if (!root || !value || strcmp(yaml_text(node), value) == 0)
		return root != NULL;
	g_autofree char *flow = flow_scalar(value);
	g_autofree char *braces = g_strdup_printf("{%s: %s}", key, flow);
	g_autofree char *below = g_strdup_printf("\n%*s%s: %s",
		(int)MAX(root->column, 1) + 1, "", key, flow);
	if (!map)
		put_key(change, root, "requisites", braces, below);
	else if (map->kind == YAML_MAP)
		set_in(change, map, node, key, value);
	return TRUE;
}

static gboolean add_domain(const Change *change, const char *domain)
{
	g_autoptr(YamlNode) root = read_text(change);
	const YamlNode *list = yaml_get(root, "domains");
	if (root && !holds(list, domain, lower) &&
		!holds(yaml_get(root, "domain"), domain, lower))
		put_element(change, root, list, "domains", domain);
	return root != NULL;
}

/* Read back before anybody stores it. */
static gboolean check_customer(const Change *change, const char *title,
	char **domains, const Requisites *requisites)
{
	g_autoptr(Customer) customer = customer_parse("", change->text->str,
		change->text->len, "customer", change->error);
	gboolean good = customer && (!title ||
		strcmp(customer->title, title) == 0);
	for (char **domain = domains; good && domain && *domain; domain++) {
		g_autofree char *small = lower(*domain);
		good = texts_have(customer->domains, small);
	}
	for (Requisite i = 0; good && requisites && i < REQUISITES; i++)
		good = !requisites->texts[i] || g_strcmp0(requisites->texts[i],
			customer->requisites.texts[i]) == 0;
	if (customer && !good)
		desk_refuse(change->error, DESK_ERROR_DATA, &not_changed, NULL);
	return good;
}

static char *cleaned(const char *text)
{
	g_autofree char *clean = text && *text ? yaml_clean_text(text, -1) : NULL;
	return clean ? g_strdup(g_strstrip(clean)) : NULL;
}

char *customer_text_add_contact(const char *text, gsize size,
	const char *contact, const char *full_name, const char *mail,
	const char *phone, GError **error)
{
	g_autoptr(Customer) before =
		customer_parse("", text, size, "customer", error);
	if (!before)
		return NULL;
	g_autoptr(GString) out = g_string_new_len(text, (gssize)size);
	g_autofree char *name = cleaned(full_name);
	g_autofree char *number = cleaned(phone);
	g_autofree char *raw = cleaned(mail);
	g_autofree char *address = raw ? lower(raw) : NULL;
	Change change = {out, contact, error};
	if (!add_contact(&change, name, address, number) ||
		!check(&change, address, number))
		return NULL;
	return g_strdup(out->str);
}

char *customer_text_change(const char *text, gsize size, const char *title,
	const char *language, char **domains, const Requisites *requisites,
	GError **error)
{
	g_autoptr(Customer) before =
		customer_parse("", text, size, "customer", error);
	if (!before)
		return NULL;
	g_autoptr(GString) out = g_string_new_len(text, (gssize)size);
	g_autofree char *name = cleaned(title);
	g_autofree char *tongue = cleaned(language);
	Change change = {out, NULL, error};
	gboolean good = set_scalar(&change, "name", name) &&
		set_scalar(&change, "language", tongue);
	for (char **domain = domains; good && domain && *domain; domain++) {
		g_autofree char *small = lower(*domain);
		good = add_domain(&change, small);
	}
	for (Requisite i = 0; good && requisites && i < REQUISITES; i++)
		good = set_requisite(&change, i, requisites->texts[i]);
	return good && check_customer(&change, name, domains, requisites) ?
		g_strdup(out->str) : NULL;
}
