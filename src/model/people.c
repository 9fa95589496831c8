#include "model/people.h"

#include <string.h>

#include "base/automation.h"
#include "base/texts.h"
#include "model/mapping.h"
#include "model/notify.h"

static const Phrase
	no_person = {"the login desk and the address desk@localhost are those "
			"of automation; a person needs others",
		"логин desk и адрес desk@localhost — у автоматики; человеку "
		"нужны другие"},
	one_text = {"\"%1\" is a list or mapping; one text is needed",
		"«%1» — список или блок; нужен один текст"},
	element_is_text = {"an element of \"%1\" is one text",
		"элемент «%1» — один текст"},
	is_list = {"\"%1\" is a list, as in [a, b]", "«%1» — список: [a, b]"},
	notify_is = {"\"notify\" is off, or the occasions that are, as in "
			"{created: off}",
		"«notify» — это off или случаи, о которых не писать: "
		"{created: off}"},
	bad_contact = {"\"%.1\" cannot be the name of a contact; one word "
			"without \"/\", and \"name: …\" for people",
		"«%.1» не может быть именем контакта; нужно одно слово без "
		"«/», а для людей — «name: …»"},
	contact_is = {"a contact is a mapping, as in {name: …, mails: [a@b]}",
		"контакт — это блок: {name: …, mails: [a@b]}"},
	contacts_are = {"\"contacts\" is a mapping; write \"  ivanova: {name: "
			"…}\" lines below it",
		"«contacts» — это блок; пишите под ним строки «  ivanova: "
		"{name: …}»"};

/* A text; "" becomes NULL. */
static void read_text(MappingReader *reader, const YamlNode *map,
	const char *key, char **text)
{
	const YamlNode *node = yaml_get(map, key);
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_SCALAR)
		*text = *node->value ? g_strdup(node->value) : NULL;
	else
		mapping_complain(reader, node, &one_text, key, NULL);
}

static void read_flag(MappingReader *reader, const YamlNode *map,
	const char *key, gboolean *flag)
{
	const YamlNode *node = yaml_get(map, key);
	if (!yaml_is_null(node))
		mapping_flag(reader, node, key, flag);
}

typedef enum { WORD, MAIL, DOMAIN } TextKind;

gboolean mail_is_address(const char *text)
{
	const char *at = strchr(text, '@');
	return at && at > text && at[1] && !strchr(at + 1, '@') &&
		!strpbrk(text, " \t\n<>,;");
}

gboolean mail_is_domain(const char *text)
{
	return *text && !strpbrk(text, " \t\n<>,;@/");
}

static void add_text(MappingReader *reader, const YamlNode *node,
	const char *key, TextKind kind, GPtrArray *texts)
{
	static const struct {
		gboolean (*check)(const char *text);
		Phrase wrong;
	} kinds[] = {
		[MAIL] = {mail_is_address, {"\"%.1\" is no mail address such as "
				"anna@acme.example",
			"«%.1» — не почтовый адрес вида anna@acme.example"}},
		[DOMAIN] = {mail_is_domain, {"\"%.1\" is no mail domain such as "
				"acme.example",
			"«%.1» — не почтовый домен вида acme.example"}},
	};
	if (node->kind != YAML_SCALAR || yaml_is_null(node))
		mapping_complain(reader, node, &element_is_text, key, NULL);
	else if (kind == WORD)
		g_ptr_array_add(texts, g_strdup(node->value));
	else if (kinds[kind].check(node->value))
		g_ptr_array_add(texts, g_utf8_strdown(node->value, -1));
	else
		mapping_complain(reader, node, &kinds[kind].wrong, node->value,
			NULL);
}

/* A list, or one text for a list of one. */
static void read_texts(MappingReader *reader, const YamlNode *map,
	const char *key, TextKind kind, GPtrArray *texts)
{
	const YamlNode *node = yaml_get(map, key);
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_SCALAR)
		add_text(reader, node, key, kind, texts);
	else if (node->kind == YAML_MAP)
		mapping_complain(reader, node, &is_list, key, NULL);
	else
		for (guint i = 0; i < node->items->len; i++)
			add_text(reader, node->items->pdata[i], key, kind,
				texts);
}

/* --- agents -------------------------------------------------------------- */

static const char *const agent_keys[] = {"name", "mails", "mail", "aliases",
	"groups", "roles", "level", "left", "trainee", "skills", "cap", "away",
	"language", "timezone", "phones", "phone", "notify", "title", NULL};

static void read_agent(MappingReader *reader, Agent *agent)
{
	const YamlNode *root = agent->root;
	mapping_check_slips(reader, root, agent_keys);
	read_text(reader, root, "name", &agent->name);
	read_texts(reader, root, "mails", MAIL, agent->mails);
	read_texts(reader, root, "mail", MAIL, agent->mails);
	read_texts(reader, root, "aliases", WORD, agent->aliases);
	read_texts(reader, root, "groups", WORD, agent->groups);
	read_texts(reader, root, "roles", WORD, agent->roles);
	read_text(reader, root, "level", &agent->level);
	read_text(reader, root, "trainee", &agent->mentor);
	read_text(reader, root, "language", &agent->language);
	read_flag(reader, root, "left", &agent->left);
	if (strcmp(agent->login, AUTOMATION) == 0 ||
		texts_have(agent->mails, AUTOMATION_MAIL))
		mapping_complain(reader, root, &no_person, NULL);
}

static GPtrArray *texts_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

Agent *agent_parse(const char *name, const char *text, gsize size,
	const char *file, GError **error)
{
	MappingReader reader = {.file = file};
	g_autoptr(Agent) agent = g_new0(Agent, 1);
	agent->login = g_strdup(name);
	agent->text = g_strndup(text, size);
	agent->mails = texts_new();
	agent->aliases = texts_new();
	agent->groups = texts_new();
	agent->roles = texts_new();
	agent->root = mapping_parse(&reader, text, size, "an agent", "name: …");
	if (agent->root)
		read_agent(&reader, agent);
	if (!mapping_report(&reader, DESK_ERROR_DATA, error))
		return NULL;
	if (!agent->name)
		agent->name = g_strdup(name);
	return g_steal_pointer(&agent);
}

void agent_free(Agent *agent)
{
	if (!agent)
		return;
	g_free(agent->login);
	g_free(agent->text);
	g_free(agent->name);
	g_free(agent->level);
	g_free(agent->mentor);
	g_free(agent->language);
	g_ptr_array_unref(agent->mails);
	g_ptr_array_unref(agent->aliases);
	g_ptr_array_unref(agent->groups);
	g_ptr_array_unref(agent->roles);
	yaml_node_free(agent->root);
	g_free(agent);
}

/* --- customers ----------------------------------------------------------- */

static const char *const customer_keys[] = {"name", "domains", "domain",
	"language", "sites", "contract", "team", "contacts", "assets", "notify",
	"timezone", "title", "phones", "address", "requisites", NULL};
static const char *const contact_keys[] = {"name", "phones", "phone", "mails",
	"mail", "vip", "reports", "language", "department", "remote", "site", "title",
	"notify", NULL};

/* `notify: off`, or the occasions that are. */
static void read_wishes(MappingReader *reader, const YamlNode *map)
{
	const YamlNode *node = yaml_get(map, "notify");
	const char *known[32] = {NOTIFY_REMINDERS, NULL};
	g_assert(notify_occasions_count + 2 < G_N_ELEMENTS(known));
	/* status/NAME is as the team names it. */
	for (gsize i = 0, used = 1; i < notify_occasions_count; i++)
		if (!g_str_has_suffix(notify_occasions[i].name, "/"))
			known[used++] = notify_occasions[i].name;
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_MAP)
		mapping_check_slips(reader, node, known);
	else if (node->kind != YAML_SCALAR || !notify_is_wish(node->value))
		mapping_complain(reader, node, &notify_is, NULL);
}

static void contact_free(gpointer data)
{
	Contact *contact = data;
	g_free(contact->name);
	g_free(contact->full_name);
	g_free(contact->language);
	g_ptr_array_unref(contact->mails);
	g_ptr_array_unref(contact->phones);
	g_free(contact);
}

static void fill_contact(MappingReader *reader, Contact *contact)
{
	const YamlNode *root = contact->root;
	mapping_check_slips(reader, root, contact_keys);
	read_text(reader, root, "name", &contact->full_name);
	read_texts(reader, root, "mails", MAIL, contact->mails);
	read_texts(reader, root, "mail", MAIL, contact->mails);
	read_texts(reader, root, "phones", WORD, contact->phones);
	read_texts(reader, root, "phone", WORD, contact->phones);
	read_flag(reader, root, "vip", &contact->vip);
	read_flag(reader, root, "reports", &contact->reports);
	read_text(reader, root, "language", &contact->language);
	read_wishes(reader, root);
}

/* A contact is a mapping, or just the full name. */
static void read_contact(MappingReader *reader, Customer *customer,
	const YamlNode *key, const YamlNode *value)
{
	if (strpbrk(key->value, "/ \t\n")) {
		mapping_complain(reader, key, &bad_contact, key->value, NULL);
		return;
	}
	Contact *contact = g_new0(Contact, 1);
	contact->name = g_strdup(key->value);
	contact->mails = texts_new();
	contact->phones = texts_new();
	contact->root = value;
	g_ptr_array_add(customer->contacts, contact);
	if (value->kind == YAML_LIST) {
		mapping_complain(reader, value, &contact_is, NULL);
		return;
	}
	if (value->kind == YAML_MAP)
		fill_contact(reader, contact);
	if (value->kind == YAML_SCALAR && !yaml_is_null(value) && *value->value)
		contact->full_name = g_strdup(value->value);
	if (!contact->full_name)
		contact->full_name = g_strdup(contact->name);
}

static void read_contacts(MappingReader *reader, Customer *customer)
{
	const YamlNode *node = yaml_get(customer->root, "contacts");
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_MAP) {
		mapping_complain(reader, node, &contacts_are, NULL);
		return;
	}
	for (guint i = 0; i < node->keys->len; i++)
		read_contact(reader, customer, node->keys->pdata[i],
			node->items->pdata[i]);
}

static void read_customer(MappingReader *reader, Customer *customer)
{
	const YamlNode *root = customer->root;
	mapping_check_slips(reader, root, customer_keys);
	read_text(reader, root, "name", &customer->title);
	read_texts(reader, root, "domains", DOMAIN, customer->domains);
	read_texts(reader, root, "domain", DOMAIN, customer->domains);
	read_text(reader, root, "language", &customer->language);
	read_wishes(reader, root);
	read_contacts(reader, customer);
	requisites_read(reader, yaml_get(root, "requisites"),
		&customer->requisites);
}

Customer *customer_parse(const char *name, const char *text, gsize size,
	const char *file, GError **error)
{
	MappingReader reader = {.file = file};
	g_autoptr(Customer) customer = g_new0(Customer, 1);
	customer->name = g_strdup(name);
	customer->domains = texts_new();
	customer->contacts = g_ptr_array_new_with_free_func(contact_free);
	customer->root = mapping_parse(&reader, text, size, "a customer",
		"name: …");
	if (customer->root)
		read_customer(&reader, customer);
	if (!mapping_report(&reader, DESK_ERROR_DATA, error))
		return NULL;
	customer->contracts = contracts_read(yaml_get(customer->root,
		"contract"), file, error);
	if (!customer->contracts)
		return NULL;
	if (!customer->title)
		customer->title = g_strdup(name);
	customer->text = g_strndup(text, size);
	return g_steal_pointer(&customer);
}

gboolean customer_has_contact(const Customer *customer, const char *name)
{
	for (guint i = 0; i < customer->contacts->len; i++)
		if (strcmp(((const Contact *)customer->contacts->pdata[i])->name,
			name) == 0)
			return TRUE;
	return FALSE;
}

void customer_free(Customer *customer)
{
	if (!customer)
		return;
	g_free(customer->name);
	g_free(customer->title);
	g_free(customer->language);
	g_free(customer->text);
	g_ptr_array_unref(customer->domains);
	g_ptr_array_unref(customer->contacts);
	g_clear_pointer(&customer->contracts, g_ptr_array_unref);
	requisites_clear(&customer->requisites);
	yaml_node_free(customer->root);
	g_free(customer);
}
