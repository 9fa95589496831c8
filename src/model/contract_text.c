#include "model/contract_text.h"

#include <string.h>

#include "base/error.h"
#include "model/contract.h"
#include "model/people.h"

static const Phrase no_contract = {"%1 has no contract on %2; `desk contract add "
		"%1` makes one",
	"у %1 на %2 нет договора; его заведёт `desk contract add %1`"};

/* --- a contract as keys and texts ------------------------------------ */

typedef struct {
	char *key, *value;
} Pair;

static void pair_clear(void *data)
{
	Pair *pair = data;
	g_free(pair->key);
	g_free(pair->value);
}

static GArray *pairs_new(void)
{
	GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
	g_array_set_clear_func(pairs, pair_clear);
	return pairs;
}

static Pair *find_pair(GArray *pairs, const char *key)
{
	for (guint i = 0; i < pairs->len; i++)
		if (strcmp(g_array_index(pairs, Pair, i).key, key) == 0)
			return &g_array_index(pairs, Pair, i);
	return NULL;
}

static void set_pair(GArray *pairs, const char *key, const char *value)
{
	Pair *known = find_pair(pairs, key);
	Pair new = {g_strdup(key), g_strdup(value)};
	if (known) {
		pair_clear(known);
		*known = new;
	} else {
		g_array_append_val(pairs, new);
	}
}

static void set_day(GArray *pairs, const char *key, guint day)
{
	g_autofree char *text = contract_day_format(day);
	set_pair(pairs, key, text);
}

/* What a contract of the file says; lists and mappings are its reader's to
 * refuse. */
static GArray *pairs_of(const Contract *contract)
{
	GArray *pairs = pairs_new();
	g_autofree char *text = contract_format(contract);
	g_autoptr(YamlNode) node = yaml_parse(text, strlen(text), "", 1, NULL);
	for (guint i = 0; node && i < node->keys->len; i++)
		set_pair(pairs, yaml_text(node->keys->pdata[i]),
			yaml_text(node->items->pdata[i]));
	return pairs;
}

static void append_pairs(GString *out, const GArray *pairs)
{
	g_string_append_c(out, '{');
	for (guint i = 0; i < pairs->len; i++) {
		const Pair *pair = &g_array_index(pairs, Pair, i);
		g_string_append_printf(out, "%s%s: ", i > 0 ? ", " : "",
			pair->key);
		/* Numbers and days stay plain. */
		if (*pair->value && strspn(pair->value, "0123456789.-") ==
			strlen(pair->value))
			g_string_append(out, pair->value);
		else
			yaml_append_scalar(out, pair->value, TRUE);
	}
	g_string_append_c(out, '}');
}

/* --- the change ------------------------------------------------------ */

static void set_all(GArray *pairs, const ContractEdit *edit)
{
	for (guint i = 0; i < edit->keys->len; i++)
		set_pair(pairs, edit->keys->pdata[i], edit->values->pdata[i]);
}

static void add_contract(const GPtrArray *contracts, GPtrArray *all,
	const ContractEdit *edit)
{
	const Contract *last = contracts->len > 0 ?
		contracts->pdata[contracts->len - 1] : NULL;
	GArray *pairs = pairs_new();
	if (last && edit->day > last->from &&
		(!last->until || last->until >= edit->day))
		set_day(all->pdata[all->len - 1], "until", edit->day - 1);
	set_all(pairs, edit);
	if (edit->day)
		set_day(pairs, "from", edit->day);
	g_ptr_array_add(all, pairs);
}

static gboolean change_contract(const char *name, const GPtrArray *contracts,
	GPtrArray *all, const ContractEdit *edit, GError **error)
{
	const Contract *contract = contract_on(contracts, edit->day);
	guint place = 0;
	if (!contract || !g_ptr_array_find((GPtrArray *)contracts, contract,
		&place)) {
		g_autofree char *day = contract_day_format(edit->day);
		return desk_refuse(error, DESK_ERROR_NO, &no_contract, name,
			day, NULL);
	}
	GArray *pairs = all->pdata[place];
	if (edit->act == CONTRACT_CLOSE) {
		set_day(pairs, "until", edit->day);
		return TRUE;
	}
	if (contract->from != edit->day) {
		GArray *before = pairs;
		pairs = pairs_of(contract);
		Pair *opening = find_pair(pairs, "opening");
		if (opening)
			g_array_remove_index(pairs, (guint)(opening -
				&g_array_index(pairs, Pair, 0)));
		set_day(before, "until", edit->day - 1);
		set_day(pairs, "from", edit->day);
		g_ptr_array_insert(all, (gint)place + 1, pairs);
	}
	set_all(pairs, edit);
	return TRUE;
}

/* --- the text -------------------------------------------------------- */

static void write_contracts(GString *out, const GPtrArray *all, gboolean block)
{
	gboolean one = all->len == 1;
	g_string_append(out, one ? "contract: " : block ? "contract:" :
		"contract: [");
	for (guint i = 0; i < all->len; i++) {
		g_string_append(out, one ? "" : block ? "\n  - " : i > 0 ?
			", " : "");
		append_pairs(out, all->pdata[i]);
	}
	if (!one && !block)
		g_string_append_c(out, ']');
}

static const YamlNode *key_of(const YamlNode *root, const YamlNode *value)
{
	for (guint i = 0; i < root->items->len; i++)
		if (root->items->pdata[i] == value)
			return root->keys->pdata[i];
	return NULL;
}

static char *with_contracts(const char *text, gsize size, const YamlNode *root,
	const GPtrArray *all)
{
	GString *out = g_string_new_len(text, (gssize)size);
	const YamlNode *value = yaml_get(root, "contract");
	gboolean block = root->keys->len == 0 || yaml_is_block(text, root);
	g_autoptr(GString) part = g_string_new(NULL);
	write_contracts(part, all, block);
	if (value) {
		gsize begin = key_of(root, value)->start;
		gsize end = yaml_value_end(text, size, value);
		g_string_erase(out, (gssize)begin, (gssize)(end - begin));
		g_string_insert(out, (gssize)begin, part->str);
	} else if (!block) {
		g_string_append(part, ", ");
		g_string_insert(out, (gssize)root->start + 1, part->str);
	} else {
		if (size > 0 && text[size - 1] != '\n')
			g_string_append_c(out, '\n');
		g_string_append_printf(out, "%s\n", part->str);
	}
	return g_string_free(out, FALSE);
}

char *customer_text_contract(const char *name, const char *text, gsize size,
	const ContractEdit *edit, GError **error)
{
	g_autofree char *file = g_strdup_printf("customers/%s.yaml", name);
	g_autoptr(Customer) customer = customer_parse(name, text, size, file,
		error);
	if (!customer)
		return NULL;
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_array_unref);
	for (guint i = 0; i < customer->contracts->len; i++)
		g_ptr_array_add(all, pairs_of(customer->contracts->pdata[i]));
	if (edit->act == CONTRACT_ADD)
		add_contract(customer->contracts, all, edit);
	else if (!change_contract(name, customer->contracts, all, edit, error))
		return NULL;
	g_autofree char *changed = with_contracts(text, size, customer->root,
		all);
	g_autoptr(Customer) after = customer_parse(name, changed,
		strlen(changed), file, error);
	return after ? g_steal_pointer(&changed) : NULL;
}
