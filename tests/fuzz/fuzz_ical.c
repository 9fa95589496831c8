/* Any iCalendar file: days to import, an invitation as text, and an
 * appointment with its words in it, whose lines stay lines. */
#include <stdint.h>
#include <string.h>

#include "text/ical.h"
#include "text/invitation.h"
#include "text/invite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_days(const char *text, gsize size)
{
	guint skipped = 0;
	g_autoptr(GPtrArray) days = ical_days(text, size, "f", 2020, 2030,
		&skipped, NULL);
	for (guint i = 0; days && i < days->len; i++) {
		const IcalDay *day = days->pdata[i];
		g_assert_true(g_date_valid(&day->first));
		g_assert_true(g_date_compare(&day->first, &day->last) <= 0);
		g_assert_true(!day->title ||
			(g_utf8_validate(day->title, -1, NULL) &&
				!strpbrk(day->title, "\r\n\033")));
	}
}

static void check_invite(const char *text, gsize size)
{
	g_autofree char *words = invite_text(text, size);
	g_assert_true(!words || g_utf8_validate(words, -1, NULL));
}

/* Hostile words add no property to what is written. */
static void check_written(const char *words)
{
	const Invitation invitation = {.uid = "u", .summary = words,
		.description = words, .place = words, .attendee = "a@b",
		.organizer = "c@d", .attendee_name = words};
	g_autoptr(GString) file = invitation_write(&invitation);
	g_auto(GStrv) lines = g_strsplit(file->str, "\r\n", -1);
	guint begins = 0;
	for (char **line = lines; *line; line++) {
		g_assert_cmpuint(strlen(*line), <=, 75);
		g_assert_null(strpbrk(*line, "\r\n"));
		begins += g_str_has_prefix(*line, "BEGIN:");
	}
	g_assert_cmpuint(begins, ==, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_days((const char *)data, size);
	if (!g_utf8_validate((const char *)data, (gssize)size, NULL))
		return 0;
	g_autofree char *text = g_strndup((const char *)data, size);
	check_invite(text, size);
	check_written(text);
	return 0;
}
