/* Delivery reports. */
#include <string.h>

#include "mail/address.h"
#include "mail/reading.h"

#define LIMIT_RECIPIENTS 100
#define LIMIT_WORDS 300

/* From what matters least. */
static const char *const actions[] = {"expanded", "relayed", "delivered",
	"delayed", "failed"};

void mail_report_free(MailReport *report)
{
	if (!report)
		return;
	char *texts[] = {report->action, report->recipient, report->status,
		report->words, report->about};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(report);
}

static MailReport *report_new(void)
{
	MailReport *report = g_new0(MailReport, 1);
	report->action = g_strdup("");
	report->recipient = g_strdup("");
	report->status = g_strdup("");
	report->words = g_strdup("");
	return report;
}

static int weight(const char *action)
{
	for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
		if (strcmp(actions[i], action) == 0)
			return (int)i;
	return -1;
}

/* The value of a field without its type: "rfc822; bob@acme.example". */
static char *field(const MailHeaders *fields, const char *name, glong limit)
{
	const char *value = mail_headers_get(fields, name);
	const char *semicolon = value ? strchr(value, ';') : NULL;
	return header_text(semicolon ? semicolon + 1 : value ? value : "", NULL,
		limit);
}

static char *recipient_of(const MailHeaders *fields)
{
	static const char *const names[] = {"original-recipient",
		"final-recipient"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text = field(fields, names[i], 400);
		char *bare = g_strdelimit(text, "<>", ' ');
		char *address = mail_address_normalise(bare);
		if (address)
			return address;
	}
	return g_strdup("");
}

/* "5.1.1" from "5.1.1 (bad address)"; "" if it is none. */
static char *status_of(const MailHeaders *fields)
{
	const char *value = mail_headers_get(fields, "status");
	gsize size = value ? strspn(value, "0123456789.") : 0;
	if (size < 5 || size > 11 || !strchr("245", value[0]))
		return g_strdup("");
	return g_strndup(value, size);
}

static void take_recipient(MailReport *report, const MailHeaders *fields)
{
	g_autofree char *action = field(fields, "action", 20);
	for (char *c = action; *c; c++)
		*c = g_ascii_tolower(*c);
	if (weight(action) <= weight(report->action))
		return;
	g_free(report->action);
	report->action = g_steal_pointer(&action);
	g_free(report->recipient);
	report->recipient = recipient_of(fields);
	g_free(report->status);
	report->status = status_of(fields);
	g_free(report->words);
	report->words = field(fields, "diagnostic-code", LIMIT_WORDS);
	report->permanent = strcmp(report->action, "failed") == 0 &&
		report->status[0] != '4';
}

/* Groups of fields with empty lines between: of the mail, then of each
 * recipient. */
static void take_status(MailReport *report, MailPart *part)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail_part_bytes(part), &size);
	for (guint i = 0; size > 0 && i < LIMIT_RECIPIENTS; i++) {
		g_autoptr(MailHeaders) fields = mail_headers_read(bytes, size,
			100);
		if (fields->list->len > 0)
			take_recipient(report, fields);
		bytes += fields->body;
		size -= fields->body;
	}
}

/* The mail that came back, or its header. */
static void take_returned(MailReport *report, MailPart *part)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail_part_bytes(part), &size);
	g_autoptr(MailHeaders) headers = mail_headers_read(bytes, size, 500);
	const char *id = mail_headers_get(headers, "message-id");
	if (id && !report->about)
		report->about = header_message_id(id);
}

static gboolean is_returned(const MailPart *part)
{
	return g_str_has_prefix(part->type, "message/rfc822") ||
		strcmp(part->type, "message/global") == 0 ||
		strcmp(part->type, "text/rfc822-headers") == 0 ||
		strcmp(part->type, "message/global-headers") == 0;
}

/* Old reports say it in a header of their own. */
static MailReport *failed_recipients(MailReading *reading)
{
	const char *value = mail_headers_get(reading->headers,
		"x-failed-recipients");
	if (!value)
		return NULL;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(
		(GDestroyNotify)mail_address_free);
	mail_addresses_read(value, NULL, 1, list);
	MailReport *report = report_new();
	g_free(report->action);
	report->action = g_strdup("failed");
	report->permanent = TRUE;
	if (list->len > 0) {
		g_free(report->recipient);
		report->recipient = g_strdup(
			((MailAddress *)list->pdata[0])->address);
	}
	GPtrArray *references = reading->message->references;
	if (references->len > 0)
		report->about = g_strdup(
			references->pdata[references->len - 1]);
	return report;
}

void mail_read_report(MailReading *reading)
{
	MailReport *report = NULL;
	for (guint i = 0; i < reading->parts->len; i++) {
		MailPart *part = reading->parts->pdata[i];
		if (!report && g_str_has_suffix(part->type, "/delivery-status"))
			report = report_new();
		if (!report)
			continue;
		if (g_str_has_suffix(part->type, "delivery-status"))
			take_status(report, part);
		else if (is_returned(part))
			take_returned(report, part);
	}
	reading->message->report = report ? report : failed_recipients(reading);
}
