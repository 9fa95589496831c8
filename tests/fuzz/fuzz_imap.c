/* Any text as an answer of an IMAP server: no crash, no literal that was not
 * sent. Each "~" in the input becomes a literal. */
#include <stdint.h>
#include <string.h>

#include "mail/imap_name.h"
#include "mail/imap_response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ImapResponse *make_response(const char *text)
{
	ImapResponse *response = g_new0(ImapResponse, 1);
	response->literals = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_bytes_unref);
	GString *out = g_string_new(NULL);
	for (; *text; text++) {
		if (*text != '~') {
			g_string_append_c(out, *text);
			continue;
		}
		g_string_append(out, "{3}");
		g_ptr_array_add(response->literals, g_bytes_new("abc", 3));
	}
	response->text = g_string_free(out, FALSE);
	return response;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(ImapResponse) response = make_response(text);
	guint32 number;
	const char *rest;
	ImapFetch fetch;
	if (imap_response_is(response, "FETCH", &number, &rest) &&
		imap_response_fetch(response, rest, &fetch) && fetch.body)
		g_assert(g_ptr_array_find(response->literals, fetch.body,
			NULL));
	if (imap_response_is(response, "OK", NULL, &rest)) {
		g_autofree char *code = imap_response_code(rest, "UIDVALIDITY");
		g_assert(!code || !strchr(code, ']'));
	}
	g_autofree char *name = imap_name_quote(text);
	for (const char *c = name; c && *c; c++)
		g_assert(*c >= ' ' && *c < 0x7F);
	return 0;
}
