#include "cmd/report_mail.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/outbox_address.h"
#include "app/desk/people_words.h"
#include "app/send/direct_mail.h"
#include "base/error.h"
#include "base/texts.h"
#include "cmd/frame.h"
#include "index/customers.h"

#define OF_USE_SECONDS (7 * 24 * 60 * 60)
#define CONTACTS_WORD "customer"

static const Phrase
	no_customer = {"--email customer: whose? give -c CUSTOMER",
		"--email customer: какого клиента? укажите -c КЛИЕНТ"},
	no_contact = {"no contact of %1 with an address takes reports; "
			"customers/%1.yaml: `reports: true` at one of contacts",
		"ни один контакт %1 с адресом не получает отчёты; "
			"customers/%1.yaml: `reports: true` у контакта"};

static const Member columns[] = {
	{"to", {"To", "Кому"}, VALUE_TEXT, COLUMN_ID, "a mail address"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0,
		"waits: `desk send` sends it; known: it waited or was sent before, "
		"and is not sent again"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK, "of the mail"},
	{"key", {"Key", "Ключ"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of the letter, as `desk send --list` has it"},
	{0},
};
const Schema report_mail_schema = {"report-mail/1",
	"desk report NAME --email ADDRESS: an array", columns};

/* --- nothing to tell ------------------------------------------------------- */

static gboolean is_figure(const Value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
	case VALUE_SPAN:
	case VALUE_WORK:
		return value->integer != 0;
	case VALUE_REAL:
	case VALUE_SHARE:
		return TRUE;
	default:
		return FALSE;
	}
}

/* What it was before is nothing to tell; of a table with rows, what is asked about
 * neither. */
static gboolean is_empty(const Page *page)
{
	const Block *rows = page_rows(page);
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block->rows && !block->people && block->rows->len > 0)
			return FALSE;
		for (guint k = 0; !rows && block->record &&
			k < block->members->len; k++)
			if (!(((Column *)block->members->pdata[k])->flags &
				(COLUMN_BEFORE | COLUMN_CHANGE)) &&
				is_figure(block->record->items->pdata[k]))
				return FALSE;
	}
	return TRUE;
}

/* --- to whom --------------------------------------------------------------- */

static void add_address(GPtrArray *all, char *address)
{
	if (texts_have(all, address))
		g_free(address);
	else
		g_ptr_array_add(all, address);
}

static gboolean add_contacts(Context *context, const char *name, GPtrArray *all,
	GError **error)
{
	Index *index = desk_index(context->desk, error);
	Customer *found = NULL;
	if (!name) {
		usage_error(context, error, &no_customer, NULL);
		return FALSE;
	}
	if (!index || !index_customer(index, name, &found, error))
		return FALSE;
	g_autoptr(Customer) customer = found;
	guint before = all->len;
	for (guint i = 0; customer && i < customer->contacts->len; i++) {
		const Contact *contact = customer->contacts->pdata[i];
		if (contact->reports && contact->mails->len > 0)
			add_address(all, outbox_named(contact->full_name,
				contact->mails->pdata[0]));
	}
	return all->len > before || desk_refuse(error, DESK_ERROR_PERSON,
		&no_contact, name, NULL);
}

static GPtrArray *addresses(Context *context, const char *customer,
	GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	for (char **word = option_all(context, "email"); *word; word++) {
		if (strcmp(*word, CONTACTS_WORD) == 0) {
			if (!add_contacts(context, customer, all, error))
				return NULL;
			continue;
		}
		char *address = words_mail_address(context->desk, *word, error);
		if (!address)
			return NULL;
		add_address(all, address);
	}
	return g_steal_pointer(&all);
}

/* --- the letters ----------------------------------------------------------- */

typedef struct {
	Context *context;
	char *name;    /* "month-romashka-2026-11-01-2026-11-30" */
	char *subject, *body, *html;
	const char *language;
} Letters;

static void letters_clear(Letters *letters)
{
	g_free(letters->name);
	g_free(letters->subject);
	g_free(letters->body);
	g_free(letters->html);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Letters, letters_clear)

static gboolean write_letters(Letters *letters, const ReportSettings *settings,
	GError **error)
{
	static const Phrase attached = {"The whole report is attached; it opens "
			"in any browser.",
		"Весь отчёт во вложении, он открывается в любом браузере."};
	Context *context = letters->context;
	const Page *page = context->page;
	letters->language = page->language;
	g_autofree char *from = instant_format_in(settings->from, settings->zone,
		"%Y-%m-%d");
	g_autofree char *until = instant_format_in(settings->until - 1,
		settings->zone, "%Y-%m-%d");
	letters->name = g_strjoin("-", settings->report->name,
		settings->customer ? settings->customer : "all", from, until,
		NULL);
	letters->subject = g_strdup(page->title ? page->title :
		settings->report->name);
	g_autofree char *answer = present_answer(context);
	letters->body = g_strdup_printf("%s%s%s\n", answer ? answer : "",
		answer ? "\n\n" : "", phrase_in(&attached, page->language));
	letters->html = present_html(context, error);
	return letters->html != NULL;
}

static gboolean add_letter(const Letters *letters, char *address, Block *table,
	GError **error)
{
	static const Phrase waits = {"waits", "ждёт отправки"},
		known = {"known", "уже отправлено"};
	Context *context = letters->context;
	Instant now = desk_now(context->desk);
	g_autofree char *bare = outbox_bare_address(address);
	g_autofree char *key = g_strdup_printf("report/%s/%s", letters->name,
		bare);
	g_autofree char *again = g_strdup_printf("%s/%" G_GINT64_FORMAT, key,
		now);
	g_autofree char *file_name = g_strconcat(letters->name, ".html", NULL);
	const DirectMail mail = {
		.key = option_given(context, "again") ? again : key,
		.to = address,
		.subject = letters->subject,
		.body = letters->body,
		.language = (char *)letters->language,
		.file_name = file_name,
		.file = letters->html,
		.at = now,
		.until = now + OF_USE_SECONDS,
	};
	gboolean knows;
	if (!direct_knows(context->desk, mail.key, &knows, error) || (!knows &&
		!context->dry_run && !direct_add(context->desk, &mail, error)))
		return FALSE;
	context->done |= !knows && !context->dry_run;
	Value *cells[] = {value_text(address), value_phrase(knows ? &known :
		&waits, context->language), value_text(letters->subject),
		value_text(mail.key)};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

static gboolean mail_page(Context *context, const ReportSettings *settings,
	GError **error)
{
	g_auto(Letters) letters = {.context = context};
	g_autoptr(GPtrArray) to = addresses(context, settings->customer, error);
	gboolean good = to && write_letters(&letters, settings, error);
	g_clear_pointer(&context->page, page_free);
	if (!good)
		return FALSE;
	context_page(context, PAGE_LIST, &report_mail_schema);
	Block *table = page_add_rows(context->page, "mails", columns);
	for (guint i = 0; i < to->len; i++)
		if (!add_letter(&letters, to->pdata[i], table, error))
			return FALSE;
	return TRUE;
}

/* Under JSON whoever asked for letters reads that there are none. */
static void say_nothing(Context *context)
{
	g_clear_pointer(&context->page, page_free);
	if (!present_json(context))
		return;
	if (option_given(context, "email"))
		page_add_rows(context_page(context, PAGE_LIST,
			&report_mail_schema), "mails", columns);
	else
		context_page(context, PAGE_TEXT, NULL);
}

gboolean report_mail(Context *context, const ReportSettings *settings,
	GError **error)
{
	if (option_given(context, "skip-empty") && is_empty(context->page)) {
		say_nothing(context);
		return TRUE;
	}
	return !option_given(context, "email") || mail_page(context, settings,
		error);
}
