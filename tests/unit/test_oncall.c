#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "model/oncall.h"
#include "rules/alarm.h"

static Rota *rota_of(const char *yaml, GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	return rota_parse(yaml, strlen(yaml), "oncall.yaml", zone, error);
}

static Instant at(const char *text)
{
	Instant instant;
	assert_true(instant_parse(text, &instant));
	return instant;
}

static void each_time_has_its_people(void **state)
{
	(void)state;
	static const char yaml[] = "rota:\n"
		"  - {who: olga, when: 2026-11-23..2026-11-24}\n"
		"  - {who: pavel, when: '2026-12-31 18:00..2027-01-01 09:00'}\n"
		"  - {who: [ivan, olga], when: mon-fri 18:00-09:00}\n"
		"  - {who: gleb, when: [сб, вс]}\n"
		"  - {who: anna}\n";
	static const struct {
		const char *at, *people;
	} rows[] = {
		{"2026-11-20T12:00:00+03:00", "anna"},
		{"2026-11-20T18:00:00+03:00", "ivan olga anna"},
		/* Friday's night ends on Saturday. */
		{"2026-11-21T08:59:00+03:00", "ivan olga gleb anna"},
		{"2026-11-21T09:00:00+03:00", "gleb anna"},
		{"2026-11-22T20:00:00+03:00", "gleb anna"},
		{"2026-11-23T00:00:00+03:00", "olga anna"},
		{"2026-11-24T23:59:00+03:00", "olga ivan anna"},
		{"2026-11-25T00:00:00+03:00", "ivan olga anna"},
		{"2026-12-31T17:59:00+03:00", "anna"},
		{"2026-12-31T18:00:00+03:00", "pavel ivan olga anna"},
	};
	g_autoptr(Rota) rota = rota_of(yaml, NULL);
	assert_non_null(rota);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) people = rota_at(rota, at(rows[i].at));
		g_ptr_array_add(people, NULL);
		g_autofree char *text = g_strjoinv(" ", (char **)people->pdata);
		assert_string_equal(text, rows[i].people);
	}
	assert_int_equal(rota_next_change(rota,
		at("2026-11-20T12:00:30+03:00"), 14),
		at("2026-11-20T18:00:00+03:00"));
}

static void mistakes_are_told_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *says;
	} rows[] = {
		{"rota: ivan", "oncall.yaml:1:7: a rota is"},
		{"rota: [ivan]", "oncall.yaml:1:8: a row of the rota is"},
		{"rota: [{when: always}]", "a row of the rota is"},
		{"rota: [{who: a b}]", "oncall.yaml:1:14: \"who\" is the login"},
		{"rota: [{who: -x}]", "\"who\" is the login"},
		{"rota: [{who: a, when: someday}]", "oncall.yaml:1:23: \"when\""},
		{"rota: [{who: a, when: mon-fri 25:00-26:00}]", "\"when\""},
		{"rota: [{who: a, when: 2026-11-20..2026-11-10}]", "\"when\""},
		{"rota: [{who: a, when: 2026-13-20}]", "\"when\""},
		{"rota: [{who: a, wen: always}]", "did you mean \"when\"?"},
		{"zone: Mars/Olympus", "oncall.yaml:1:7: unknown time zone"},
		{"zone: ../etc/passwd", "unknown time zone"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Rota) rota = rota_of(rows[i].yaml, &error);
		assert_null(rota);
		if (!strstr(error->message, rows[i].says))
			fail_msg("%s: %s", rows[i].yaml, error->message);
	}
	g_autoptr(Rota) empty = rota_of("", NULL);
	assert_non_null(empty);
	g_autoptr(Rota) none = rota_of("rota: []\n", NULL);
	g_autoptr(GPtrArray) people = rota_people(none);
	assert_int_equal(people->len, 0);
}

/* --- alarms ---------------------------------------------------------- */

static void add(Ticket *ticket, const char *id, const char *key, Instant when)
{
	Entry *entry = entry_new("notice", id, when, "desk", NULL);
	entry_set(entry, "rule", ALARM_RULE);
	entry_set(entry, "key", key);
	ticket_append(ticket, entry);
}

static void check(const Ticket *ticket, const GPtrArray *chain, Instant now,
	AlarmStep step, const char *login)
{
	AlarmState state = alarm_state(ticket);
	const char *who;
	Instant until;
	assert_int_equal(alarm_next(ticket, &state, chain, 300, now, &who,
		&until), step);
	assert_string_equal(who, login);
}

static void each_is_called_once_until_somebody_is_up(void **state)
{
	(void)state;
	Instant now = at("2026-11-20T01:00:00Z");
	g_autoptr(Ticket) ticket = ticket_new("20261120-k3f9x2ab", now);
	g_autoptr(GPtrArray) chain = g_ptr_array_new();
	g_ptr_array_add(chain, (gpointer) "olga");
	g_ptr_array_add(chain, (gpointer) "ivan");
	check(ticket, chain, now, ALARM_CALL, "olga");
	add(ticket, "a1", "alarm/0/olga", now);
	check(ticket, chain, now + 299, ALARM_WAIT, "olga");
	check(ticket, chain, now + 300, ALARM_CALL, "ivan");
	Entry *failed = entry_new("delivery", "d1", now, "desk", NULL);
	entry_set(failed, "of", "a1");
	entry_set(failed, "state", "failed");
	ticket_append(ticket, failed);
	check(ticket, chain, now + 1, ALARM_CALL, "ivan");
	add(ticket, "a2", "alarm/0/ivan", now + 300);
	check(ticket, chain, now + 301, ALARM_WAIT, "ivan");
	check(ticket, chain, now + 9000, ALARM_NOBODY, "ivan");
	add(ticket, "a3", "alarm/0/ack", now + 9001);
	AlarmState after = alarm_state(ticket);
	assert_int_equal(after.occurrence, 1);
	assert_int_equal(after.calls, 0);
	check(ticket, chain, now + 9002, ALARM_CALL, "olga");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_time_has_its_people),
		cmocka_unit_test(mistakes_are_told_with_their_place),
		cmocka_unit_test(each_is_called_once_until_somebody_is_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
