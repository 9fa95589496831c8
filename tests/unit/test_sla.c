#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"
#include "cases.h"
#include "rules/sla.h"

/* Version 2 of the regulation holds from commit 100 on. */
static const char *const regulations[] = {
	"desk: 1\n"
	"timezone: Europe/Moscow\n"
	"levels: [L1, L2, L3]\n"
	"categories:\n"
	"  1c: {title: 1C}\n"
	"  server: {title: Server, sla: gold}\n"
	"  server/disk: {title: Disk}\n"
	"statuses:\n"
	"  new: {class: new}\n"
	"  open: {class: open}\n"
	"  pending: {class: pending}\n"
	"  vendor: {class: on-hold}\n"
	"  lab: {class: open}\n"
	"  solved: {class: solved}\n"
	"  closed: {class: closed}\n"
	"calendars: {office: calendars/office.yaml, always: 24x7,\n"
	"  never: calendars/never.yaml}\n"
	"sla:\n"
	"  standard:\n"
	"    calendar: office\n"
	"    pause: [pending, on-hold]\n"
	"    targets:\n"
	"      normal: {first-response: 4bh, resolution: 3bd, next-reply: 2bh}\n"
	"      high: {first-response: 1bh, resolution: 8bh}\n"
	"      critical: {first-response: 30m, resolution: 4bh, update: 1h}\n"
	"    handover: 30m\n"
	"    warn: 75%\n"
	"  gold:\n"
	"    calendar: always\n"
	"    pause: [lab]\n"
	"    targets: {normal: {first-response: 1h, resolution: 8h}}\n"
	"  stuck:\n"
	"    calendar: never\n"
	"    targets: {normal: {first-response: 1bh}}\n",

	"desk: 1\n"
	"timezone: Europe/Moscow\n"
	"calendars: {office: calendars/office.yaml}\n"
	"sla:\n"
	"  standard:\n"
	"    calendar: office\n"
	"    targets: {normal: {resolution: 1bd}, high: {resolution: 1bh}}\n",
};

typedef struct {
	Regulation *regulation[2];
	Calendar *calendar[3];
	Worktime *worktime[3];
} Office;

static const Regulation *regulation_at(void *data, gint64 seq)
{
	const Office *office = data;
	return office->regulation[seq >= 100];
}

static const char *contract_at(void *data, gint64 seq, Instant at,
	const char *customer, const char **number)
{
	(void)data;
	(void)at;
	*number = "14-A";
	if (strcmp(customer, "romashka") == 0)
		return seq >= 50 ? "gold" : "";
	return strcmp(customer, "stuck") == 0 ? "stuck" : NULL;
}

static Worktime *calendar_now(void *data, const char *name)
{
	static const char *const names[] = {"office", "always", "never"};
	const Office *office = data;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return office->worktime[i];
	return NULL;
}

static void office_init(Office *office)
{
	static const char text[] = "week:\n  mon-fri: ['09:00-18:00']\n"
		"holidays: [2026-12-31..2027-01-10]\n";
	g_autoptr(GError) error = NULL;
	for (guint i = 0; i < 2; i++) {
		office->regulation[i] = regulation_parse(regulations[i],
			strlen(regulations[i]), "desk.yaml", &error);
		g_assert_no_error(error);
	}
	GTimeZone *zone = office->regulation[0]->zone;
	office->calendar[0] = calendar_parse("office", text, strlen(text),
		"calendars/office.yaml", zone, NULL, NULL, &error);
	g_assert_no_error(error);
	office->calendar[1] = calendar_always("always", zone);
	office->calendar[2] = calendar_parse("never", "week: {}\n", 9,
		"calendars/never.yaml", zone, NULL, NULL, &error);
	for (guint i = 0; i < 3; i++)
		office->worktime[i] = worktime_new(office->calendar[i]);
}

static void office_clear(Office *office)
{
	for (guint i = 0; i < 2; i++)
		regulation_free(office->regulation[i]);
	for (guint i = 0; i < 3; i++) {
		worktime_free(office->worktime[i]);
		calendar_free(office->calendar[i]);
	}
}

/* "20T10:00" is a day of November 2026, Moscow time. */
static Instant at(const char *text)
{
	Instant instant;
	g_autofree char *full = strlen(text) > 12 ? g_strdup(text) :
		strlen(text) > 8 ?
		g_strdup_printf("2026-%s:00+03:00", text) :
		g_strdup_printf("2026-11-%s:00+03:00", text);
	assert_true(instant_parse(full, &instant));
	return instant;
}

/* "3@20T10:00 status=open asked answered": commit 3. */
static void follow(SlaTicket *ticket, const char *text, gint64 *next)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	const char *mark = strchr(words[0], '@');
	gint64 seq = mark ? g_ascii_strtoll(words[0], NULL, 10) : *next;
	*next = seq + 1;
	Instant when = at(mark ? mark + 1 : words[0]);
	for (char **word = words + 1; *word; word++) {
		char *equal = strchr(*word, '=');
		if (equal) {
			*equal = '\0';
			assert_true(sla_asks_field(*word));
			sla_ticket_changed(ticket, seq, when, *word, equal + 1);
		} else if (strcmp(*word, "created") == 0) {
			sla_ticket_created(ticket, seq, when);
			sla_ticket_changed(ticket, seq, when, "status", "new");
			sla_ticket_changed(ticket, seq, when, "level", "L1");
			sla_ticket_changed(ticket, seq, when, "priority",
				"normal");
			sla_ticket_changed(ticket, seq, when, "requester",
				"acme/ivan");
		} else if (strcmp(*word, "unasked") == 0) {
			sla_ticket_unasked(ticket);
		} else if (strcmp(*word, "asked") == 0) {
			sla_ticket_asked(ticket, seq, when);
		} else {
			assert_string_equal(*word, "answered");
			sla_ticket_answered(ticket, seq, when);
		}
	}
}

static char *short_time(Instant instant, GTimeZone *zone)
{
	return instant == INSTANT_NONE ? g_strdup("-") :
		instant_format_in(instant, zone, "%m-%dT%H:%M");
}

static void tell(GString *out, const Clock *clock, Instant now,
	GTimeZone *zone)
{
	g_autofree char *due = short_time(clock->due, zone);
	g_autofree char *stopped = short_time(clock->stopped, zone);
	WorkSpan used = {clock->target.unit, clock->used};
	g_autofree char *used_text = work_span_format(used);
	g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "",
		clock_names[clock->kind].name);
	if (clock->run > 1)
		g_string_append_printf(out, "#%u", clock->run);
	g_string_append_printf(out, " %s due %s", clock_standing(clock, now),
		due);
	if (clock->stopped != INSTANT_NONE)
		g_string_append_printf(out, " stopped %s used %s", stopped,
			used_text);
}

/* Settings: now; only (a kind of clock). */
static char *answer(const char *input, void *data)
{
	GHashTable *settings = data;
	Office office;
	office_init(&office);
	SlaSource source = {regulation_at, contract_at, calendar_now, &office};
	g_autoptr(SlaTicket) ticket = sla_ticket_new();
	g_auto(GStrv) steps = g_strsplit(input, "; ", -1);
	gint64 next = 1;
	for (char **step = steps; *step; step++)
		follow(ticket, *step, &next);
	const char *only = g_hash_table_lookup(settings, "only");
	Instant now = at(g_hash_table_lookup(settings, "now"));
	g_autoptr(GArray) clocks = sla_clocks(ticket, &source);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		g_autofree char *kinds = g_strdup_printf(" %s ", only);
		g_autofree char *name = g_strdup_printf(" %s ",
			clock_names[clock->kind].name);
		if (strcmp(only, "all") == 0 || strstr(kinds, name))
			tell(out, clock, now, office.regulation[0]->zone);
		/* What is explained adds up to what was used. */
		g_autoptr(GArray) why = sla_explain(ticket, &source, clock,
			clock->stopped == INSTANT_NONE ? now : clock->stopped);
		gint64 sum = 0;
		for (guint j = 0; j < why->len; j++)
			sum += g_array_index(why, ClockStretch, j).amount;
		if (clock->stopped != INSTANT_NONE)
			assert_true(ABS(sum - clock->used) <= (gint64)why->len);
	}
	office_clear(&office);
	if (out->len == 0)
		g_string_append(out, "none");
	return g_string_free(out, FALSE);
}

static void cases_pass(void **state)
{
	(void)state;
	assert_int_equal(cases_run_settings("sla", answer), 0);
}

static void mistakes_in_the_section_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{"sla:\n  vip:\n    calendar: office\n    targets: {}\n",
			"desk.yaml:4:3: no policy \"standard\""},
		{"sla:\n  standard:\n    targets: {normal: {resolution: 3bd}}\n",
			"counts working time and has no \"calendar\""},
		{"sla:\n  standard:\n    calendar: ofice\n    targets: {}\n",
			"did you mean \"office\"?"},
		{"sla:\n  standard:\n    calendar: office\n"
			"    targets: {urgent: {resolution: 3bd}}\n",
			"desk.yaml:6:15: unknown priority \"urgent\""},
		{"sla:\n  standard:\n    calendar: office\n"
			"    targets: {high: {resolution: 3bd 4bh}}\n",
			"desk.yaml:6:34:"},
		{"sla:\n  standard:\n    calendar: office\n"
			"    targets: {high: {resolution: 0m}}\n",
			"desk.yaml:6:34:"},
		{"sla:\n  standard:\n    calendar: office\n    targets: {}\n"
			"    pause: [peding]\n", "desk.yaml:7:13:"},
		{"categories: {a: {sla: gould}}\nsla:\n  standard:\n"
			"    targets: {}\n", "gould"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("desk: 1\n"
			"calendars: {office: calendars/office.yaml}\n",
			rows[i].text, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Regulation) regulation = regulation_parse(text,
			strlen(text), "desk.yaml", &error);
		if (regulation)
			fail_msg("accepted: %s", rows[i].text);
		assert_int_equal(error->code, DESK_ERROR_CONFIG);
		if (!strstr(error->message, rows[i].expected))
			fail_msg("%s: %s", rows[i].text, error->message);
	}
}

static void names_are_sorted(void **state)
{
	(void)state;
	for (guint i = 0; i < CLOCK_KINDS; i++) {
		assert_true(*clock_names[i].help && *clock_names[i].title.en &&
			*clock_names[i].title.ru);
		if (i > 0)
			assert_true(strcmp(clock_names[i - 1].name,
				clock_names[i].name) < 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_pass),
		cmocka_unit_test(mistakes_in_the_section_are_named),
		cmocka_unit_test(names_are_sorted),
	};
	return cmocka_run_group_tests_name("sla", tests, NULL, NULL);
}
