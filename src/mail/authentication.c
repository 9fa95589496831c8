/*
 * Authentication-Results (RFC 8601): whether a server that we trust saw the
 * sender's domain pass DMARC. Only the topmost result of such a server
 * counts: what stands below it may have come with the mail.
 */
#include <string.h>

#include "mail/reading.h"

/* Lower case, without comments and quotes. What stands in quotes is one word:
 * it must not be taken for a result. */
static char *normalise(const char *value)
{
	GString *out = g_string_new(NULL);
	guint depth = 0;
	gboolean quoted = FALSE;
	for (const char *c = value; *c; c++) {
		gboolean escaped = *c == '\\' && c[1] && (depth > 0 || quoted);
		if (escaped)
			c++;
		else if (*c == '"' && depth == 0)
			quoted = !quoted;
		else if (*c == '(' && !quoted)
			depth++;
		else if (*c == ')' && !quoted && depth > 0) {
			depth--;
			continue;
		}
		if (depth > 0 || (*c == '"' && !escaped))
			continue;
		gboolean special = quoted && strchr("; \t=", *c);
		g_string_append_c(out, special ? '_' : g_ascii_tolower(*c));
	}
	return g_string_free(out, FALSE);
}

static gboolean is_trusted(const MailReading *reading, const char *results)
{
	char **ids = reading->limits->authserv_ids;
	gsize size = strcspn(results, "; \t");
	for (guint i = 0; ids && ids[i]; i++)
		if (strlen(ids[i]) == size &&
			g_ascii_strncasecmp(ids[i], results, size) == 0)
			return TRUE;
	return FALSE;
}

static char *trusted_results(const MailReading *reading)
{
	for (guint i = 0; i < reading->headers->list->len; i++) {
		MailHeader *header = &g_array_index(reading->headers->list,
			MailHeader, i);
		if (strcmp(header->name, "authentication-results") != 0)
			continue;
		g_autofree char *value = normalise(header->value);
		g_strstrip(value);
		if (is_trusted(reading, value))
			return g_steal_pointer(&value);
	}
	return NULL;
}

/* The header.from of "dmarc=pass … header.from=acme.example", "" if it names
 * none; NULL if this is no pass. */
static char *dmarc_domain(const char *result)
{
	g_auto(GStrv) words = g_strsplit_set(result, " \t", 100);
	gboolean pass = FALSE;
	const char *domain = "";
	for (guint i = 0; words[i]; i++) {
		pass |= strcmp(words[i], "dmarc=pass") == 0;
		if (g_str_has_prefix(words[i], "header.from="))
			domain = words[i] + strlen("header.from=");
	}
	const char *at = strrchr(domain, '@');
	return pass ? g_strdup(at ? at + 1 : domain) : NULL;
}

static gboolean one_sender(const MailReading *reading)
{
	const char *from = mail_headers_get(reading->headers, "from");
	return from && mail_headers_count(reading->headers, "from") == 1 &&
		reading->message->from_count == 1;
}

void mail_read_authentication(MailReading *reading)
{
	const char *at = strrchr(reading->message->from.address, '@');
	if (!reading->limits->authserv_ids || !at || !one_sender(reading))
		return;
	g_autofree char *value = trusted_results(reading);
	if (!value)
		return;
	g_auto(GStrv) results = g_strsplit(value, ";", 100);
	for (guint i = 1; results[0] && results[i]; i++) {
		g_autofree char *domain = dmarc_domain(results[i]);
		if (!domain)
			continue;
		if (domain[0] == '\0' || strcmp(domain, at + 1) == 0)
			reading->message->delivered_by = g_strdup(at + 1);
		return;
	}
}
