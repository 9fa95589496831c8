#include "model/people_check.h"

#include <string.h>

#include "base/texts.h"
#include "model/day_words.h"
#include "model/mapping.h"
#include "model/regulation_parts.h"

static const Phrase
	no_agent = {"%1 \"%.2\" is no agent who works here; `desk agent list` "
			"shows them",
		"%1: «%.2» здесь не работает; кто есть, покажет `desk agent "
		"list`"},
	like_agent = {"%1 \"%.2\" is no agent who works here; did you mean "
			"\"%3\"?",
		"%1: «%.2» здесь не работает; может быть, «%3»?"},
	no_phone = {"\"%.1\" is no phone number such as '+7 495 123-45-67'",
		"«%.1» — не номер телефона вида '+7 495 123-45-67'"},
	has_left = {"%1 \"%.2\" is no agent who works here: agents/%2.yaml "
			"says \"left: true\"",
		"%1: «%.2» здесь больше не работает: в agents/%2.yaml стоит "
		"«left: true»"},
	cap_is = {"\"cap\" is how many open tickets at most, such as 15",
		"«cap» — сколько заявок открыто самое большее, например 15"},
	away_day = {"away: \"%1\" is a day such as 2026-11-24",
		"away: «%1» — это день вида 2026-11-24"},
	away_row = {"away: a row is {from: 2026-11-24, until: 2026-12-08, to: "
			"LOGIN}",
		"away: строка — {from: 2026-11-24, until: 2026-12-08, to: "
		"ЛОГИН}"},
	away_backwards = {"away: ends before it begins; \"until\" is the last "
			"day",
		"away: кончается раньше, чем начинается; «until» — последний "
		"день"},
	away_self = {"away: to: nobody stands in for themselves",
		"away: to: себя самого не замещают"},
	away_is = {"\"away\" is a list of rows {from: 2026-11-24, until: "
			"2026-12-08, to: LOGIN}",
		"«away» — список строк {from: 2026-11-24, until: 2026-12-08, "
		"to: ЛОГИН}"},
	own_mentor = {"trainee: nobody is the mentor of themselves",
		"trainee: наставником самому себе не бывают"},
	mentor_is_trainee = {"trainee: the mentor \"%1\" is a trainee, too; "
			"name somebody whose mail needs no approval",
		"trainee: наставник «%1» сам стажёр; назовите того, чьи "
		"письма согласования не требуют"},
	public_domain = {"\"%.1\" is a public mail provider's and belongs to "
			"nobody; give the contacts their addresses (mails:)",
		"«%.1» — домен общедоступной почты и не принадлежит никому; "
		"дайте адреса контактам (mails:)"};

#define MOST_OPEN_TICKETS 1000000
/* Fewer digits are an extension, which many houses have. */
#define SHORTEST_OWN_NUMBER 7

typedef struct {
	const People *people;
	MappingReader reader; /* of the present file */
	GHashTable *shared;   /* "kind value" → GPtrArray of Place* */
	GHashTable *agents;   /* login → Agent*, NULL if unreadable */
	GPtrArray *here;      /* char*: who works here */
	GPtrArray *groups, *levels, *categories, *policies, *roles; /* char* */
	GPtrArray *findings;
} Check;

/* --- what may stand once only -------------------------------------------- */

typedef enum { AGENT_MAIL, DOMAIN, CONTACT_MAIL, PHONE } SharedKind;
static const struct {
	Phrase twice; /* %1 is the value, %2 the file, %3 the line */
} shared_kinds[] = {
	[AGENT_MAIL] = {{"the address \"%.1\" stands in %2:%3, too, so git and "
			"mail cannot tell whose it is; leave it in one place",
		"адрес «%.1» стоит и в %2:%3, так что ни git, ни почте не "
		"понять, чей он; оставьте в одном месте"}},
	[DOMAIN] = {{"the domain \"%.1\" stands in %2:%3, too, so mail from it "
			"would belong to no customer; leave it in one place",
		"домен «%.1» стоит и в %2:%3, так что почта с него не попадёт "
		"ни к одному клиенту; оставьте в одном месте"}},
	[CONTACT_MAIL] = {{"the address \"%.1\" stands in %2:%3, too, so mail "
			"from it would belong to nobody; leave it in one "
			"place",
		"адрес «%.1» стоит и в %2:%3, так что почта с него будет "
		"ничьей; оставьте в одном месте"}},
	[PHONE] = {{"the number \"%.1\" stands in %2:%3, too, so a call from it "
			"would belong to nobody; leave it in one place",
		"номер «%.1» стоит и в %2:%3, так что звонок с него будет "
		"ничьим; оставьте в одном месте"}},
};

typedef struct {
	char *owner, *file;
	guint line;
} Place;

static void place_free(void *data)
{
	Place *place = data;
	g_free(place->owner);
	g_free(place->file);
	g_free(place);
}

typedef void (*EachShared)(Check *check, SharedKind kind, const char *owner,
	const YamlNode *node, const char *key);

static void remember(Check *check, SharedKind kind, const char *owner,
	const YamlNode *node, const char *key)
{
	(void)kind;
	GPtrArray *places = g_hash_table_lookup(check->shared, key);
	if (!places) {
		places = g_ptr_array_new_with_free_func(place_free);
		g_hash_table_insert(check->shared, g_strdup(key), places);
	}
	Place *place = g_new0(Place, 1);
	place->owner = g_strdup(owner);
	place->file = g_strdup(check->reader.file);
	place->line = node->line;
	g_ptr_array_add(places, place);
}

static void complain_shared(Check *check, SharedKind kind, const char *owner,
	const YamlNode *node, const char *key)
{
	const GPtrArray *places = g_hash_table_lookup(check->shared, key);
	for (guint i = 0; places && i < places->len; i++) {
		const Place *place = places->pdata[i];
		if (strcmp(place->owner, owner) == 0)
			continue;
		mapping_complain(&check->reader, node, &shared_kinds[kind].twice,
			node->value, place->file, PHRASE_NUMBER(place->line),
			NULL);
		return;
	}
}

/* Elements of a list, or the one text that stands for it; readable ones. */
static void add_texts(const YamlNode *map, const char *key, GPtrArray *nodes)
{
	const YamlNode *node = yaml_get(map, key);
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_SCALAR)
		g_ptr_array_add(nodes, (gpointer)node);
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		if (item->kind == YAML_SCALAR && !yaml_is_null(item))
			g_ptr_array_add(nodes, (gpointer)item);
	}
}

static GPtrArray *texts_of(const YamlNode *map, const char *plural,
	const char *single)
{
	GPtrArray *nodes = g_ptr_array_new();
	add_texts(map, plural, nodes);
	if (single)
		add_texts(map, single, nodes);
	return nodes;
}

static void each_shared(Check *check, const YamlNode *map, SharedKind kind,
	const char *plural, const char *single, const char *owner,
	EachShared each)
{
	g_autoptr(GPtrArray) nodes = texts_of(map, plural, single);
	for (guint i = 0; i < nodes->len; i++) {
		const YamlNode *node = nodes->pdata[i];
		g_autofree char *value = kind == PHONE ?
			phone_normalise(node->value) : mail_ascii(node->value);
		g_autofree char *key = g_strdup_printf("%d %s", (int)kind,
			value);
		if (kind != PHONE || strlen(value) >= SHORTEST_OWN_NUMBER)
			each(check, kind, owner, node, key);
	}
}

static void each_shared_of_agent(Check *check, const Agent *agent,
	EachShared each)
{
	each_shared(check, agent->root, AGENT_MAIL, "mails", "mail",
		agent->login, each);
}

/* One number of a reception may be that of several contacts of a house. */
static void each_shared_of_customer(Check *check, const Customer *customer,
	EachShared each)
{
	each_shared(check, customer->root, DOMAIN, "domains", "domain",
		customer->name, each);
	for (guint i = 0; i < customer->contacts->len; i++) {
		const Contact *contact = customer->contacts->pdata[i];
		g_autofree char *owner = g_strdup_printf("%s/%s",
			customer->name, contact->name);
		each_shared(check, contact->root, CONTACT_MAIL, "mails", "mail",
			owner, each);
		each_shared(check, contact->root, PHONE, "phones", "phone",
			customer->name, each);
	}
}

/* --- values -------------------------------------------------------------- */

static void check_names(Check *check, const YamlNode *map, const char *key,
	const char *what, const GPtrArray *known)
{
	g_autoptr(GPtrArray) nodes = texts_of(map, key, NULL);
	for (guint i = 0; check->people->regulation && i < nodes->len; i++) {
		const YamlNode *node = nodes->pdata[i];
		if (*node->value && !texts_have(known, node->value))
			mapping_complain_unknown(&check->reader, node, what,
				node->value, known);
	}
}

static void check_phones(Check *check, const YamlNode *map)
{
	g_autoptr(GPtrArray) nodes = texts_of(map, "phones", "phone");
	for (guint i = 0; i < nodes->len; i++) {
		const YamlNode *node = nodes->pdata[i];
		if (!phone_is_number(node->value))
			mapping_complain(&check->reader, node, &no_phone,
				node->value, NULL);
	}
}

static void check_common(Check *check, const YamlNode *map)
{
	const YamlNode *language = yaml_get(map, "language");
	const YamlNode *zone = yaml_get(map, "timezone");
	if (!yaml_is_null(language))
		mapping_word(&check->reader, language, "language",
			regulation_languages);
	if (!yaml_is_null(zone)) {
		g_autoptr(GTimeZone) found = mapping_zone(&check->reader, zone,
			"timezone");
	}
	check_phones(check, map);
}

/* Somebody who works here; `what` begins the complaint. */
static const Agent *check_person(Check *check, const YamlNode *node,
	const char *what)
{
	gpointer found = NULL;
	const char *login = yaml_text(node);
	gboolean known = g_hash_table_lookup_extended(check->agents, login, NULL,
		&found);
	const Agent *agent = found;
	if (known && (!agent || !agent->left))
		return agent;
	const char *near = known ? NULL : nearest_name(login, check->here);
	if (known)
		mapping_complain(&check->reader, node, &has_left, what, login,
			NULL);
	else
		mapping_complain(&check->reader, node, near ? &like_agent :
			&no_agent, what, login, near, NULL);
	return NULL;
}

/* --- agents -------------------------------------------------------------- */

/* A team may have roles of its own; only what is nearly a known one is a
 * slip. */
static void check_roles(Check *check, const YamlNode *map)
{
	g_autoptr(GPtrArray) nodes = texts_of(map, "roles", NULL);
	for (guint i = 0; check->people->regulation && i < nodes->len; i++) {
		const YamlNode *node = nodes->pdata[i];
		if (!texts_have(check->roles, node->value) &&
			nearest_name(node->value, check->roles))
			mapping_complain_unknown(&check->reader, node, "role",
				node->value, check->roles);
	}
}

static gboolean is_skill(const Check *check, const char *skill)
{
	gsize length = strlen(skill);
	for (guint i = 0; i < check->categories->len; i++) {
		const char *category = check->categories->pdata[i];
		if (strncmp(category, skill, length) == 0 &&
			(category[length] == '\0' || category[length] == '/'))
			return TRUE;
	}
	return FALSE;
}

static void check_skills(Check *check, const YamlNode *map)
{
	g_autoptr(GPtrArray) nodes = texts_of(map, "skills", NULL);
	for (guint i = 0; check->people->regulation && i < nodes->len; i++) {
		const YamlNode *node = nodes->pdata[i];
		if (!is_skill(check, node->value))
			mapping_complain_unknown(&check->reader, node,
				"category", node->value, check->categories);
	}
}

static void check_cap(Check *check, const YamlNode *map)
{
	const YamlNode *node = yaml_get(map, "cap");
	if (!yaml_is_null(node) && !g_ascii_string_to_unsigned(yaml_text(node),
		10, 0, MOST_OPEN_TICKETS, NULL, NULL))
		mapping_complain(&check->reader, node, &cap_is, NULL);
}

static gboolean read_day(Check *check, const YamlNode *row, const char *key,
	GDate *day)
{
	const YamlNode *node = yaml_get(row, key);
	const char *text = yaml_text(node);
	if (node && day_parse(text, strlen(text), day))
		return TRUE;
	mapping_complain(&check->reader, node ? node : row, &away_day, key,
		NULL);
	return FALSE;
}

static void check_absence(Check *check, const Agent *agent,
	const YamlNode *row)
{
	static const char *const keys[] = {"from", "until", "to", NULL};
	GDate first, last;
	const YamlNode *to = yaml_get(row, "to");
	if (row->kind != YAML_MAP) {
		mapping_complain(&check->reader, row, &away_row, NULL);
		return;
	}
	mapping_check_slips(&check->reader, row, keys);
	if (read_day(check, row, "from", &first) && yaml_get(row, "until") &&
		read_day(check, row, "until", &last) &&
		g_date_compare(&first, &last) > 0)
		mapping_complain(&check->reader, yaml_get(row, "until"),
			&away_backwards, NULL);
	if (yaml_is_null(to))
		return;
	if (strcmp(yaml_text(to), agent->login) == 0)
		mapping_complain(&check->reader, to, &away_self, NULL);
	else
		check_person(check, to, "away: to:");
}

static void check_absences(Check *check, const Agent *agent)
{
	const YamlNode *rows = yaml_get(agent->root, "away");
	if (yaml_is_null(rows))
		return;
	if (rows->kind != YAML_LIST)
		mapping_complain(&check->reader, rows, &away_is, NULL);
	for (guint i = 0; rows->kind == YAML_LIST && i < rows->items->len; i++)
		check_absence(check, agent, rows->items->pdata[i]);
}

/* Who works here and is no trainee, so that approvals never go in a circle. */
static void check_mentor(Check *check, const Agent *agent)
{
	const YamlNode *node = yaml_get(agent->root, "trainee");
	if (!agent->mentor)
		return;
	if (strcmp(agent->mentor, agent->login) == 0) {
		mapping_complain(&check->reader, node, &own_mentor, NULL);
		return;
	}
	const Agent *mentor = check_person(check, node, "trainee: the mentor");
	if (mentor && mentor->mentor)
		mapping_complain(&check->reader, node, &mentor_is_trainee,
			agent->mentor, NULL);
}

/* What somebody who left was a member of may be gone. */
static void check_agent(Check *check, const Agent *agent)
{
	const YamlNode *root = agent->root;
	each_shared_of_agent(check, agent, complain_shared);
	if (agent->left)
		return;
	check_names(check, root, "groups", "group", check->groups);
	check_names(check, root, "level", "level", check->levels);
	check_roles(check, root);
	check_skills(check, root);
	check_cap(check, root);
	check_common(check, root);
	check_absences(check, agent);
	check_mentor(check, agent);
}

/* --- customers ----------------------------------------------------------- */

static void check_domains(Check *check, const YamlNode *root)
{
	g_autoptr(GPtrArray) nodes = texts_of(root, "domains", "domain");
	for (guint i = 0; i < nodes->len; i++) {
		const YamlNode *node = nodes->pdata[i];
		if (domain_is_public(node->value))
			mapping_complain(&check->reader, node, &public_domain,
				node->value, NULL);
	}
}

/* `sla:` of each contract. */
static void check_contracts(Check *check, const YamlNode *node)
{
	if (!node || node->kind == YAML_SCALAR)
		return;
	if (node->kind == YAML_MAP)
		check_names(check, node, "sla", "SLA policy",
			check->policies);
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++)
		check_names(check, node->items->pdata[i], "sla",
			"SLA policy", check->policies);
}

/* {main: olga, deputy: ivan}, [olga, ivan] or olga. */
static void check_team(Check *check, const YamlNode *node)
{
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_SCALAR) {
		check_person(check, node, "team:");
		return;
	}
	for (guint i = 0; i < node->items->len; i++)
		check_team(check, node->items->pdata[i]);
}

static void check_site(Check *check, const YamlNode *root,
	const YamlNode *holder)
{
	const YamlNode *site = yaml_get(holder, "site");
	const YamlNode *sites = yaml_get(root, "sites");
	if (yaml_is_null(site) || yaml_get(sites, yaml_text(site)))
		return;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; sites && sites->kind == YAML_MAP &&
		i < sites->keys->len; i++)
		g_ptr_array_add(names,
			((YamlNode *)sites->keys->pdata[i])->value);
	mapping_complain_unknown(&check->reader, site, "site", yaml_text(site),
		names);
}

static void check_customer(Check *check, const Customer *customer)
{
	const YamlNode *root = customer->root;
	const YamlNode *assets = yaml_get(root, "assets");
	each_shared_of_customer(check, customer, complain_shared);
	check_domains(check, root);
	check_common(check, root);
	check_contracts(check, yaml_get(root, "contract"));
	check_team(check, yaml_get(root, "team"));
	for (guint i = 0; i < customer->contacts->len; i++) {
		const Contact *contact = customer->contacts->pdata[i];
		check_common(check, contact->root);
		check_site(check, root, contact->root);
	}
	for (guint i = 0; assets && assets->kind == YAML_MAP &&
		i < assets->items->len; i++)
		check_site(check, root, assets->items->pdata[i]);
}

/* --- all ----------------------------------------------------------------- */

static GPtrArray *names_of(const Regulation *regulation, const char *field)
{
	const GPtrArray *terms = regulation ?
		regulation_terms(regulation, field) : NULL;
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; terms && i < terms->len; i++)
		g_ptr_array_add(names, ((const Term *)terms->pdata[i])->name);
	return names;
}

static GPtrArray *policies_of(const Regulation *regulation)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; regulation && i < regulation->sla->len; i++)
		g_ptr_array_add(names,
			((const SlaPolicy *)regulation->sla->pdata[i])->name);
	return names;
}

/* Those of the program, the levels, and what desk.yaml names. */
static GPtrArray *roles_of(const Regulation *regulation)
{
	static const char *const own[] = {"lead", "agent", "office", "observer"};
	GPtrArray *names = names_of(regulation, "level");
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		g_ptr_array_add(names, (gpointer)own[i]);
	for (guint i = 0; regulation && i < regulation->references->len; i++) {
		const RegulationReference *reference = &g_array_index(
			regulation->references, RegulationReference, i);
		if ((reference->kind == REFERENCE_ROLE ||
			reference->kind == REFERENCE_WHO) &&
			!texts_have(names, reference->text))
			g_ptr_array_add(names, (gpointer)reference->text);
	}
	return names;
}

static void know_agents(Check *check)
{
	const People *people = check->people;
	for (guint i = 0; people->unread && i < people->unread->len; i++)
		g_hash_table_insert(check->agents, people->unread->pdata[i],
			NULL);
	for (guint i = 0; i < people->agents->len; i++) {
		const Agent *agent = people->agents->pdata[i];
		g_hash_table_insert(check->agents, agent->login,
			(gpointer)agent);
		if (!agent->left)
			g_ptr_array_add(check->here, agent->login);
	}
}

static void finish_file(Check *check)
{
	GError *problem = NULL;
	if (!mapping_report(&check->reader, DESK_ERROR_DATA, &problem))
		g_ptr_array_add(check->findings, problem);
}

/* Once to see what is there, once to judge it. */
static void walk(Check *check, gboolean judge)
{
	const People *people = check->people;
	for (guint i = 0; i < people->agents->len; i++) {
		const Agent *agent = people->agents->pdata[i];
		g_autofree char *file = g_strdup_printf("agents/%s.yaml",
			agent->login);
		check->reader = (MappingReader){.file = file};
		if (!judge)
			each_shared_of_agent(check, agent, remember);
		else
			check_agent(check, agent);
		finish_file(check);
	}
	for (guint i = 0; i < people->customers->len; i++) {
		const Customer *customer = people->customers->pdata[i];
		g_autofree char *file = g_strdup_printf("customers/%s.yaml",
			customer->name);
		check->reader = (MappingReader){.file = file};
		if (!judge)
			each_shared_of_customer(check, customer, remember);
		else
			check_customer(check, customer);
		finish_file(check);
	}
}

GPtrArray *people_check(const People *people)
{
	const Regulation *regulation = people->regulation;
	g_autoptr(GHashTable) shared = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) agents = g_hash_table_new(g_str_hash,
		g_str_equal);
	g_autoptr(GPtrArray) here = g_ptr_array_new();
	g_autoptr(GPtrArray) groups = names_of(regulation, "group");
	g_autoptr(GPtrArray) levels = names_of(regulation, "level");
	g_autoptr(GPtrArray) categories = names_of(regulation, "category");
	g_autoptr(GPtrArray) policies = policies_of(regulation);
	g_autoptr(GPtrArray) roles = roles_of(regulation);
	Check check = {people, {0}, shared, agents, here, groups, levels,
		categories, policies, roles, g_ptr_array_new_with_free_func(
			(GDestroyNotify)g_error_free)};
	know_agents(&check);
	walk(&check, FALSE);
	walk(&check, TRUE);
	return check.findings;
}
