/* Any bytes as the text of a mail: what is folded, forwarded, invited to and
 * numbered in it is UTF-8, and the parts are the text. */
#include <stdint.h>
#include <string.h>

#include "rules/monitoring.h"
#include "rules/vendor_number.h"
#include "text/fold.h"
#include "text/forward.h"
#include "text/invite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fold(const char *text)
{
	g_autoptr(GArray) parts = fold_parts(text);
	gsize at = 0;
	for (guint i = 0; i < parts->len; i++) {
		const FoldPart *part = &g_array_index(parts, FoldPart, i);
		g_assert(part->start == at && part->end > at);
		at = part->end;
	}
	g_assert(at == strlen(text));
	g_autofree char *folded = fold_text(text, "ru");
	g_autofree char *own = fold_own_text(text);
	g_assert(g_utf8_validate(folded, -1, NULL));
	g_assert(strlen(own) <= strlen(text) + 1);
}

static void check_forward(const char *text)
{
	g_auto(Forward) forward = {0};
	if (!forward_find(text, &forward))
		return;
	g_assert(strchr(forward.address, '@'));
	g_assert(!strpbrk(forward.address, " \r\n<>"));
	g_assert(g_utf8_validate(forward.name, -1, NULL));
	g_assert(!strpbrk(forward.name, "\r\n<>\""));
	g_assert(forward.start < strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = g_strndup((const char *)data, size);
	g_autofree char *text = g_utf8_make_valid(raw, -1);
	check_fold(text);
	check_forward(text);
	g_autofree char *invite = invite_text(raw, strlen(raw));
	g_assert(!invite || g_utf8_validate(invite, -1, NULL));
	g_autofree char *number = vendor_number(text, "ACME");
	g_assert(!number || strlen(number) <= 40);
	gsize line = strcspn(text, "\n");
	g_autofree char *pattern = g_strndup(text, line);
	monitoring_pattern(pattern, text + line + (text[line] == '\n'), NULL);
	g_assert(strpbrk(pattern, "*{") || strlen(pattern) > 500 ||
		monitoring_pattern(pattern, pattern, NULL));
	return 0;
}
