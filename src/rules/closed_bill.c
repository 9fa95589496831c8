#include "rules/closed_bill.h"

#include <string.h>

#include "model/mapping.h"
#include "text/money.h"

static const Phrase
	bad_value = {"\"%1\" is missing or wrong in a closed bill, which is written "
			"by `desk month close` alone",
		"«%1» нет или не годится в закрытом счёте; его пишет только "
		"`desk month close`"},
	other_name = {"the file's name is \"%1\", and its month and customer say "
			"\"%2\"",
		"файл называется «%1», а месяц и клиент в нём — «%2»"},
	other_total = {"the total is not the sum of the lines",
		"итог не равен сумме строк"};

/* --- the keys of a line ---------------------------------------------- */

typedef struct {
	const char *key;
	gsize offset;
} NumberKey;

static const NumberKey line_numbers[] = {
	{"rounded", G_STRUCT_OFFSET(BillLine, rounded)},
	{"night", G_STRUCT_OFFSET(BillLine, pieces[MINUTES_NIGHT])},
	{"day-off", G_STRUCT_OFFSET(BillLine, pieces[MINUTES_DAY_OFF])},
	{"charged", G_STRUCT_OFFSET(BillLine, charged)},
	{"covered", G_STRUCT_OFFSET(BillLine, covered)},
	{"over", G_STRUCT_OFFSET(BillLine, over)},
	{"price", G_STRUCT_OFFSET(BillLine, price)},
	{"unpriced", G_STRUCT_OFFSET(BillLine, unpriced)},
	{"amount", G_STRUCT_OFFSET(BillLine, amount)},
};

static const NumberKey entry_numbers[] = {
	{"minutes", G_STRUCT_OFFSET(BillEntry, minutes)},
	{"travel", G_STRUCT_OFFSET(BillEntry, travel)},
	{"late", G_STRUCT_OFFSET(BillEntry, late)},
};

static const NumberKey entry_texts[] = {
	{"ticket", G_STRUCT_OFFSET(BillEntry, uid)},
	{"number", G_STRUCT_OFFSET(BillEntry, ticket)},
	{"subject", G_STRUCT_OFFSET(BillEntry, subject)},
	{"entry", G_STRUCT_OFFSET(BillEntry, id)},
	{"kind", G_STRUCT_OFFSET(BillEntry, kind)},
	{"by", G_STRUCT_OFFSET(BillEntry, by)},
	{"what", G_STRUCT_OFFSET(BillEntry, what)},
};

static const NumberKey entry_flags[] = {
	{"onsite", G_STRUCT_OFFSET(BillEntry, onsite)},
	{"visit", G_STRUCT_OFFSET(BillEntry, visit)},
	{"billable", G_STRUCT_OFFSET(BillEntry, billable)},
};

/* --- writing --------------------------------------------------------- */

char *closed_bill_path(const char *month, const char *customer)
{
	return g_strdup_printf("bills/%s-%s.yaml", month, customer);
}

static void add_text(GString *out, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	g_string_append_printf(out, ", %s: ", key);
	yaml_append_scalar(out, value, TRUE);
}

static void add_instant(GString *out, const char *key, Instant at)
{
	g_autofree char *text = at == INSTANT_NONE ? NULL : instant_format(at);
	add_text(out, key, text);
}

static void add_numbers(GString *out, const NumberKey *keys, gsize count,
	const void *from)
{
	for (gsize i = 0; i < count; i++) {
		gint64 number = G_STRUCT_MEMBER(gint64, from, keys[i].offset);
		if (number)
			g_string_append_printf(out, ", %s: %" G_GINT64_FORMAT,
				keys[i].key, number);
	}
}

static void add_entry(GString *out, const BillEntry *entry)
{
	for (gsize i = 0; i < G_N_ELEMENTS(entry_texts); i++)
		add_text(out, entry_texts[i].key, G_STRUCT_MEMBER(const char *,
			entry, entry_texts[i].offset));
	add_numbers(out, entry_numbers, G_N_ELEMENTS(entry_numbers), entry);
	for (gsize i = 0; i < G_N_ELEMENTS(entry_flags); i++)
		if (G_STRUCT_MEMBER(gboolean, entry, entry_flags[i].offset))
			g_string_append_printf(out, ", %s: true",
				entry_flags[i].key);
}

static void add_line(GString *out, const BillLine *line)
{
	g_string_append_printf(out, "  - {reason: %s",
		bill_reason_name(line->reason));
	add_instant(out, "at", line->at);
	add_instant(out, "until", line->until);
	add_text(out, "contract", line->contract ? line->contract->number :
		NULL);
	if (line->entry)
		add_entry(out, line->entry);
	add_numbers(out, line_numbers, G_N_ELEMENTS(line_numbers), line);
	g_autofree char *vat = line->vat == VAT_NONE ? NULL :
		vat_format(line->vat);
	add_text(out, "vat", vat);
	g_string_append(out, "}\n");
}

char *closed_bill_format(const ClosedBill *head, const GArray *lines,
	const Billing *billing)
{
	GString *out = g_string_new(NULL);
	g_autofree char *closed = instant_format(head->closed);
	g_autofree char *total = money_plain(head->total,
		billing->digits);
	yaml_append_line(out, "customer", head->customer);
	yaml_append_line(out, "title", head->title);
	yaml_append_line(out, "month", head->month);
	g_string_append_printf(out, "closed: %s\n", closed);
	yaml_append_line(out, "by", head->by);
	if (head->number)
		g_string_append_printf(out, "number: %" G_GINT64_FORMAT "\n",
			head->number);
	yaml_append_line(out, "currency", billing->currency);
	g_string_append_printf(out, "total: %s\n", total);
	requisites_append(out, "seller", &head->seller);
	requisites_append(out, "buyer", &head->buyer);
	g_string_append_printf(out, "lines:%s\n", lines->len > 0 ? "" : " []");
	for (guint i = 0; i < lines->len; i++)
		add_line(out, &g_array_index(lines, BillLine, i));
	return g_string_free(out, FALSE);
}

/* --- reading --------------------------------------------------------- */

static gboolean wrong(MappingReader *reader, const YamlNode *node,
	const char *key)
{
	mapping_complain(reader, node, &bad_value, key, NULL);
	return FALSE;
}

/* Absent is 0. */
static gboolean read_numbers(MappingReader *reader, const YamlNode *node,
	const NumberKey *keys, gsize count, void *into)
{
	for (gsize i = 0; i < count; i++) {
		const YamlNode *value = yaml_get(node, keys[i].key);
		gint64 *number = G_STRUCT_MEMBER_P(into, keys[i].offset);
		if (value && !g_ascii_string_to_signed(yaml_text(value), 10,
			G_MININT64 / 4, G_MAXINT64 / 4, number, NULL))
			return wrong(reader, value, keys[i].key);
	}
	return TRUE;
}

static BillEntry *read_entry(MappingReader *reader, const YamlNode *node,
	ClosedBill *bill)
{
	BillEntry *entry = g_new0(BillEntry, 1);
	g_ptr_array_add(bill->entries, entry);
	entry->customer = bill->customer;
	for (gsize i = 0; i < G_N_ELEMENTS(entry_texts); i++)
		G_STRUCT_MEMBER(const char *, entry, entry_texts[i].offset) =
			g_string_chunk_insert_const(bill->texts,
				yaml_get_text(node, entry_texts[i].key, ""));
	for (gsize i = 0; i < G_N_ELEMENTS(entry_flags); i++)
		G_STRUCT_MEMBER(gboolean, entry, entry_flags[i].offset) =
			strcmp(yaml_get_text(node, entry_flags[i].key, ""),
				"true") == 0;
	return read_numbers(reader, node, entry_numbers,
		G_N_ELEMENTS(entry_numbers), entry) ? entry : NULL;
}

static const Contract *find_contract(ClosedBill *bill, const char *number)
{
	for (guint i = 0; i < bill->contracts->len; i++) {
		const Contract *contract = bill->contracts->pdata[i];
		if (strcmp(contract->number, number) == 0)
			return contract;
	}
	Contract *contract = g_new0(Contract, 1);
	contract->number = g_string_chunk_insert_const(bill->texts, number);
	contract->hours.amount = contract->visits.amount = -1;
	g_ptr_array_add(bill->contracts, contract);
	return contract;
}

static gboolean read_reason(const YamlNode *node, BillReason *reason)
{
	const char *name = yaml_get_text(node, "reason", "");
	for (BillReason i = 0; i <= BILL_TOO_LONG; i++)
		if (strcmp(bill_reason_name(i), name) == 0) {
			*reason = i;
			return TRUE;
		}
	return FALSE;
}

static gboolean read_line(MappingReader *reader, const YamlNode *node,
	ClosedBill *bill)
{
	BillLine line = {.until = INSTANT_NONE, .vat = VAT_NONE};
	const YamlNode *until = yaml_get(node, "until");
	const char *number = yaml_get_text(node, "contract", NULL);
	if (!read_reason(node, &line.reason))
		return wrong(reader, node, "reason");
	if (!instant_parse(yaml_get_text(node, "at", ""), &line.at))
		return wrong(reader, node, "at");
	if (until && !instant_parse(yaml_text(until), &line.until))
		return wrong(reader, until, "until");
	const char *vat = yaml_get_text(node, "vat", "none");
	if (!vat_parse(vat, &line.vat))
		return wrong(reader, node, "vat");
	if (!read_numbers(reader, node, line_numbers,
		G_N_ELEMENTS(line_numbers), &line))
		return FALSE;
	line.pieces[MINUTES_DAY] = line.rounded - line.pieces[MINUTES_NIGHT] -
		line.pieces[MINUTES_DAY_OFF];
	line.contract = number || line.reason == BILL_BOUGHT ?
		find_contract(bill, number ? number : "") : NULL;
	if (line.reason != BILL_BOUGHT) {
		BillEntry *entry = read_entry(reader, node, bill);
		if (!entry)
			return FALSE;
		if (!*entry->uid || !*entry->id)
			return wrong(reader, node, *entry->uid ? "entry" :
				"ticket");
		entry->began = line.at;
		line.entry = entry;
	}
	g_array_append_val(bill->lines, line);
	return TRUE;
}

/* After the last line: the array does not move any more. */
static void note_places(ClosedBill *bill)
{
	for (guint i = 0; i < bill->lines->len; i++) {
		BillLine *line = &g_array_index(bill->lines, BillLine, i);
		if (!line->entry)
			continue;
		((BillEntry *)line->entry)->fixed = line;
		g_hash_table_insert(bill->places, g_strdup_printf("%s %s",
			line->entry->uid, line->entry->id), line);
	}
}

static gboolean read_total(MappingReader *reader, const YamlNode *root,
	ClosedBill *bill)
{
	Billing billing;
	billing_of_currency(&billing, yaml_get_text(root, "currency", ""));
	g_strlcpy(bill->currency, billing.currency, sizeof bill->currency);
	for (guint i = 0; i < bill->lines->len; i++)
		bill->total += g_array_index(bill->lines, BillLine, i).amount;
	g_autofree char *total = money_plain(bill->total,
		billing.digits);
	if (strcmp(total, yaml_get_text(root, "total", "")) == 0)
		return TRUE;
	mapping_complain(reader, root, &other_total, NULL);
	return FALSE;
}

static gboolean read_head(MappingReader *reader, const YamlNode *root,
	const char *name, ClosedBill *bill)
{
	const YamlNode *number = yaml_get(root, "number");
	bill->customer = g_strdup(yaml_get_text(root, "customer", ""));
	bill->title = g_strdup(yaml_get_text(root, "title", bill->customer));
	bill->month = g_strdup(yaml_get_text(root, "month", ""));
	bill->by = g_strdup(yaml_get_text(root, "by", ""));
	requisites_read(reader, yaml_get(root, "seller"), &bill->seller);
	requisites_read(reader, yaml_get(root, "buyer"), &bill->buyer);
	g_autofree char *own = g_strdup_printf("%s-%s", bill->month,
		bill->customer);
	if (!instant_parse(yaml_get_text(root, "closed", ""), &bill->closed))
		return wrong(reader, root, "closed");
	if (number && !g_ascii_string_to_signed(yaml_text(number), 10, 1,
		G_MAXINT32, &bill->number, NULL))
		return wrong(reader, number, "number");
	if (strcmp(own, name) == 0)
		return TRUE;
	mapping_complain(reader, root, &other_name, name, own, NULL);
	return FALSE;
}

static gboolean read_all(MappingReader *reader, const YamlNode *root,
	const char *name, ClosedBill *bill)
{
	const YamlNode *lines = yaml_get(root, "lines");
	if (!read_head(reader, root, name, bill))
		return FALSE;
	if (!lines || lines->kind != YAML_LIST)
		return wrong(reader, lines ? lines : root, "lines");
	for (guint i = 0; i < lines->items->len; i++)
		if (!read_line(reader, lines->items->pdata[i], bill))
			return FALSE;
	note_places(bill);
	return read_total(reader, root, bill);
}

ClosedBill *closed_bill_parse(const char *name, const char *text, gsize size,
	const char *file, GError **error)
{
	MappingReader reader = {.file = file};
	g_autoptr(YamlNode) root = mapping_parse(&reader, text, size,
		"a closed bill", "customer:");
	g_autoptr(ClosedBill) bill = g_new0(ClosedBill, 1);
	bill->lines = g_array_new(FALSE, TRUE, sizeof(BillLine));
	bill->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	bill->entries = g_ptr_array_new_with_free_func(g_free);
	bill->contracts = g_ptr_array_new_with_free_func(g_free);
	bill->texts = g_string_chunk_new(4096);
	if (root)
		read_all(&reader, root, name, bill);
	return mapping_report(&reader, DESK_ERROR_DATA, error) ?
		g_steal_pointer(&bill) : NULL;
}

void closed_bill_free(ClosedBill *bill)
{
	if (!bill)
		return;
	g_free(bill->customer);
	g_free(bill->title);
	g_free(bill->month);
	g_free(bill->by);
	requisites_clear(&bill->seller);
	requisites_clear(&bill->buyer);
	g_array_unref(bill->lines);
	g_hash_table_unref(bill->places);
	g_ptr_array_unref(bill->entries);
	g_ptr_array_unref(bill->contracts);
	g_string_chunk_free(bill->texts);
	g_free(bill);
}

const BillLine *closed_bill_line(const ClosedBill *bill, const char *uid,
	const char *entry)
{
	g_autofree char *key = g_strdup_printf("%s %s", uid, entry);
	return g_hash_table_lookup(bill->places, key);
}
