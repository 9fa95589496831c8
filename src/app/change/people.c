#include "app/change/people.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "base/error.h"
#include "index/tickets.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase
	no_phone = {"\"%.1\" is no phone number such as '+7 495 123-45-67'",
		"«%.1» — не номер телефона вида '+7 495 123-45-67'"},
	no_mail = {"\"%.1\" is no mail address such as anna@acme.example",
		"«%.1» — не почтовый адрес вида anna@acme.example"},
	no_requester = {"the ticket has no requester",
		"у заявки нет заявителя"},
	known_already = {"its requester is a contact already",
		"заявитель уже есть среди контактов"},
	bad_name = {"\"%1\" cannot be a file's name; a-z, 0-9 and - only, like "
			"\"%2\"",
		"«%1» не годится для имени файла; только a-z, 0-9 и -, "
		"например «%2»"},
	no_customer = {"there is no customer %1; `desk customer add` makes one",
		"клиента %1 нет; его заведёт `desk customer add`"},
	agent_there = {"there is an agent %1 already: %2",
		"сотрудник %1 уже есть: %2"},
	customer_there = {"there is a customer %1 already: %2",
		"клиент %1 уже есть: %2"};

/* --- files ----------------------------------------------------------- */

static gboolean need_absent(Operation *op, const char *path,
	const Phrase *there, const char *name, GError **error)
{
	g_autofree char *text = NULL;
	if (!operation_read_file(op, path, &text, error))
		return FALSE;
	if (!text)
		return TRUE;
	desk_refuse(error, DESK_ERROR_USAGE, there, name, path,
		NULL);
	return FALSE;
}

static gboolean need_name(const char *name, GError **error)
{
	g_autofree char *clean = name_from_text(name);
	if (*name && strcmp(clean, name) == 0)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &bad_name, name,
		*name && *clean ? clean : "acme", NULL);
}

static void append_list(GString *out, const char *key, char **values,
	gboolean lower)
{
	if (!values || !*values)
		return;
	g_string_append_printf(out, "%s:\n", key);
	for (char **value = values; *value; value++) {
		g_autofree char *clean = yaml_clean_text(*value, -1);
		g_autofree char *small = lower ? g_utf8_strdown(clean, -1) :
			g_strdup(clean);
		g_string_append(out, "  - ");
		yaml_append_scalar(out, small, FALSE);
		g_string_append_c(out, '\n');
	}
}

/* --- agents ---------------------------------------------------------- */

/* Names and titles of terms → names; NULL with the error. g_strfreev(). */
static char **terms_of(Operation *op, const char *field, char **words,
	GError **error)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	for (char **word = words; word && *word; word++) {
		const Term *term = regulation_need(operation_regulation(op),
			field, *word, error);
		if (!term)
			return NULL;
		g_strv_builder_add(names, term->name);
	}
	return g_strv_builder_end(names);
}

gboolean people_add_agent(Operation *op, const NewAgent *agent, GError **error)
{
	if (!need_name(agent->login, error))
		return FALSE;
	g_autofree char *path = g_strdup_printf("agents/%s.yaml", agent->login);
	if (!need_absent(op, path, &agent_there, agent->login, error))
		return FALSE;
	char *level_words[] = {(char *)agent->level, NULL};
	g_auto(GStrv) groups = terms_of(op, "group", agent->groups, error);
	g_auto(GStrv) levels = groups ? terms_of(op, "level", level_words,
		error) : NULL;
	if (!levels)
		return FALSE;
	g_autoptr(GString) text = g_string_new(NULL);
	yaml_append_line(text, "name", agent->name ? agent->name : agent->login);
	append_list(text, "mails", agent->mails, TRUE);
	append_list(text, "phones", agent->phones, FALSE);
	append_list(text, "aliases", agent->aliases, FALSE);
	append_list(text, "groups", groups, FALSE);
	append_list(text, "roles", agent->roles, FALSE);
	yaml_append_line(text, "level", levels[0]);
	g_autoptr(Agent) parsed = agent_parse(agent->login, text->str,
		text->len, path, error);
	if (!parsed)
		return FALSE;
	operation_write_file(op, path, text->str);
	return TRUE;
}

/* --- customers ------------------------------------------------------- */

static char *customer_path(const char *name)
{
	return g_strdup_printf("customers/%s.yaml", name);
}

gboolean people_add_customer(Operation *op, const NewCustomer *customer,
	char **name, GError **error)
{
	gboolean named = customer->title && customer->title[strspn(
		customer->title, " \t")];
	*name = customer->name ? g_strdup(customer->name) :
		named ? name_from_text(customer->title) : g_strdup("");
	if (!need_name(*name, error))
		return FALSE;
	g_autofree char *path = customer_path(*name);
	if (!need_absent(op, path, &customer_there, *name, error))
		return FALSE;
	g_autoptr(GString) text = g_string_new(NULL);
	yaml_append_line(text, "name", customer->title ? customer->title : *name);
	append_list(text, "domains", customer->domains, TRUE);
	yaml_append_line(text, "language", customer->language);
	requisites_append(text, "requisites", &customer->requisites);
	g_autoptr(Customer) parsed = customer_parse(*name, text->str, text->len,
		path, error);
	if (!parsed)
		return FALSE;
	operation_write_file(op, path, text->str);
	return TRUE;
}

/* The customer's file, which must be there. */
static gboolean need_customer(const char *name, const char *text, GError **error)
{
	return text || desk_refuse(error, DESK_ERROR_PERSON, &no_customer, name,
		NULL);
}

typedef struct {
	const char *name;
	const NewCustomer *customer;
} CustomerChange;

static char *changed_customer(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	const CustomerChange *change = data;
	const NewCustomer *customer = change->customer;
	(void)op, (void)path;
	return need_customer(change->name, text, error) ? customer_text_change(
		text, strlen(text), customer->title, customer->language,
		customer->domains, &customer->requisites, error) : NULL;
}

gboolean people_change_customer(Operation *op, const char *name,
	const NewCustomer *customer, GError **error)
{
	g_autofree char *path = customer_path(name);
	CustomerChange change = {name, customer};
	return operation_edit_file(op, path, changed_customer, &change, error);
}

static const Contact *contact_by_mail(const Customer *customer, const char *mail)
{
	g_autofree char *small = g_utf8_strdown(mail ? mail : "", -1);
	for (guint i = 0; i < customer->contacts->len; i++) {
		const Contact *contact = g_ptr_array_index(customer->contacts, i);
		for (guint j = 0; j < contact->mails->len; j++)
			if (strcmp(g_ptr_array_index(contact->mails, j), small) == 0)
				return contact;
	}
	return NULL;
}

/* "ivanova", or "ivanova-2" if another one is there. */
static char *free_key(const Customer *customer, const char *full_name,
	const char *mail, const char *phone)
{
	g_autofree char *local = mail ? g_strndup(mail, strcspn(mail, "@")) :
		NULL;
	g_autofree char *key = name_from_text(full_name && *full_name ?
		full_name : local ? local : phone ? phone : "");
	if (*key == '\0') {
		g_free(key);
		key = g_strdup("contact");
	}
	g_autofree char *name = g_strdup(key);
	for (guint i = 2; customer_has_contact(customer, name); i++) {
		g_free(name);
		name = g_strdup_printf("%s-%u", key, i);
	}
	return g_steal_pointer(&name);
}

static gboolean need_reachable(const char *mail, const char *phone,
	GError **error)
{
	gboolean good_mail = !mail || mail_is_address(mail);
	if (good_mail && (!phone || phone_is_number(phone)))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, good_mail ? &no_phone :
		&no_mail, good_mail ? phone : mail, NULL);
}

typedef struct {
	const char *customer, *full_name, *mail, *phone;
	char *key;
} ContactChange;

static char *with_contact(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	ContactChange *change = data;
	(void)op;
	if (!need_customer(change->customer, text, error) ||
		!need_reachable(change->mail, change->phone, error))
		return NULL;
	g_autoptr(Customer) parsed = customer_parse(change->customer, text,
		strlen(text), path, error);
	if (!parsed)
		return NULL;
	const Contact *known = contact_by_mail(parsed, change->mail);
	change->key = known ? g_strdup(known->name) : free_key(parsed,
		change->full_name, change->mail, change->phone);
	g_autofree char *small = change->mail ?
		g_utf8_strdown(change->mail, -1) : NULL;
	return customer_text_add_contact(text, strlen(text), change->key,
		change->full_name, small, change->phone, error);
}

gboolean people_add_contact(Operation *op, const char *customer,
	const char *full_name, const char *mail, const char *phone,
	char **contact, GError **error)
{
	g_autofree char *path = customer_path(customer);
	ContactChange change = {customer, full_name, mail, phone, NULL};
	gboolean good = operation_edit_file(op, path, with_contact, &change,
		error);
	g_autofree char *key = change.key;
	if (good)
		*contact = g_strdup_printf("%s/%s", customer, key);
	return good;
}

/* --- learn ----------------------------------------------------------- */

/* The name in the newest message of the requester: "Name <address>". */
static char *name_in_entries(const Ticket *ticket, const char *mail)
{
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		const char *by = ticket_entry(ticket, i)->by;
		const char *open = strrchr(by, '<');
		if (open && open > by && strstr(open, mail))
			return g_strstrip(g_strndup(by, (gsize)(open - by)));
	}
	return NULL;
}

static gboolean learn_others(Operation *op, const char *requester,
	const char *customer, const char *contact, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	g_autoptr(GPtrArray) uids = index ? index_tickets_without_customer(
		index, requester, error) : NULL;
	for (guint i = 0; uids && i < uids->len; i++) {
		Ticket *other = operation_ticket(op, uids->pdata[i], error);
		if (!other)
			return FALSE;
		ticket_set(other, "requester", contact);
		ticket_set(other, "customer", customer);
	}
	return uids != NULL;
}

gboolean people_learn(Operation *op, Ticket *ticket, const char *customer,
	GError **error)
{
	g_autofree char *requester = g_strdup(ticket_get(ticket, "requester"));
	if (*requester == '\0' || strchr(requester, '/'))
		return desk_refuse(error, DESK_ERROR_FORBIDDEN,
			*requester == '\0' ? &no_requester : &known_already,
			NULL);
	gboolean is_mail = strchr(requester, '@') != NULL;
	g_autofree char *name = is_mail ? name_in_entries(ticket, requester) :
		NULL;
	g_autofree char *contact = NULL;
	return people_add_contact(op, customer, name, is_mail ? requester : NULL,
			is_mail ? NULL : requester, &contact, error) &&
		learn_others(op, requester, customer, contact, error);
}
