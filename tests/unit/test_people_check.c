#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "model/people_check.h"

static const char desk_yaml[] =
	"desk: 1\n"
	"levels: [L1, L2]\n"
	"groups: {support: {level: L1}, network: {level: L2}}\n"
	"categories: {network: {}, network/vpn: {}}\n"
	"sla:\n"
	"  standard: {targets: {normal: {resolution: 8h}}}\n"
	"  vip: {targets: {normal: {resolution: 4h}}}\n";

typedef struct {
	const char *agents[4];	  /* name, text, … */
	const char *customers[4];
	const char *expected;	  /* lines */
} Case;

static void check(const Case *one)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(desk_yaml,
		strlen(desk_yaml), "desk.yaml", &problem);
	if (problem)
		fail_msg("%s", problem->message);
	g_autoptr(GPtrArray) agents = g_ptr_array_new_with_free_func(
		(GDestroyNotify)agent_free);
	g_autoptr(GPtrArray) customers = g_ptr_array_new_with_free_func(
		(GDestroyNotify)customer_free);
	for (guint i = 0; i < 4 && one->agents[i]; i += 2)
		g_ptr_array_add(agents, agent_parse(one->agents[i],
			one->agents[i + 1], strlen(one->agents[i + 1]), "a",
			&problem));
	for (guint i = 0; i < 4 && one->customers[i]; i += 2)
		g_ptr_array_add(customers, customer_parse(one->customers[i],
			one->customers[i + 1], strlen(one->customers[i + 1]),
			"c", &problem));
	if (problem)
		fail_msg("%s", problem->message);
	People people = {regulation, agents, customers, NULL};
	g_autoptr(GPtrArray) problems = people_check(&people);
	GError *all = NULL;
	desk_error_of_many(&all, DESK_ERROR_DATA, problems);
	assert_string_equal(all ? all->message : "", one->expected);
	g_clear_error(&all);
}

static void what_is_known_passes(void **state)
{
	(void)state;
	check(&(Case){{"anna",
		"mails: [anna@d.example]\ngroups: [network]\nlevel: L2\n"
		"roles: [lead, archivist]\nskills: [network]\ncap: 12\n"
		"phones: ['+7 495 123-45-67']\nlanguage: ru\n"
		"timezone: Europe/Moscow\n"
		"away: [{from: 2026-11-24, until: 2026-12-08, to: ivan}]\n",
		"ivan", "trainee: anna\naway: [{from: 2026-11-24}]\n"},
		{"acme",
		"domains: [acme.example]\ncontract: {sla: vip}\n"
		"team: {main: anna}\nsites: {hq: {}}\ncontacts:\n"
		"  a: {site: hq, mails: [a@acme.example], phones: [8 495 1234567]}\n"
		"  b: {phones: [8 495 1234567]}\n",
		"emca", "contacts:\n  c: {phones: [101]}\n  d: {phones: [101]}\n"},
		""});
}

static void unknown_words_name_their_place(void **state)
{
	(void)state;
	static const Case cases[] = {
		{{"a", "groups: [support, netwrk]\n"}, {0},
			"agents/a.yaml:1:19: unknown group \"netwrk\"; did you "
			"mean \"network\"?"},
		{{"a", "level: L8\n"}, {0}, "agents/a.yaml:1:8: unknown level "
			"\"L8\"; did you mean \"L1\"?"},
		{{"a", "roles: leed\n"}, {0}, "agents/a.yaml:1:8: unknown role "
			"\"leed\"; did you mean \"lead\"?"},
		{{"a", "cap: many\n"}, {0}, "agents/a.yaml:1:6: \"cap\" is how "
			"many open tickets at most, such as 15"},
		{{"a", "phones: [call me]\n"}, {0}, "agents/a.yaml:1:10: \"call "
			"me\" is no phone number such as '+7 495 123-45-67'"},
		{{"a", "away: [{from: 2026-12-02, until: 2026-12-01}]\n"}, {0},
			"agents/a.yaml:1:34: away: ends before it begins; "
			"\"until\" is the last day"},
		{{"a", "away: [{from: soon}]\n"}, {0}, "agents/a.yaml:1:15: "
			"away: \"from\" is a day such as 2026-11-24"},
		{{"a", "away: [{from: 2026-12-02, to: b}]\n", "b",
			"left: true\n"}, {0}, "agents/a.yaml:1:31: away: to: "
			"\"b\" is no agent who works here: agents/b.yaml says "
			"\"left: true\""},
		{{"a", "trainee: b\n", "b", "trainee: a\n"}, {0},
			"agents/a.yaml:1:10: trainee: the mentor \"b\" is a "
			"trainee, too; name somebody whose mail needs no "
			"approval\n"
			"agents/b.yaml:1:10: trainee: the mentor \"a\" is a "
			"trainee, too; name somebody whose mail needs no "
			"approval"},
		{{0}, {"c", "contract: [{sla: vipp}]\n"},
			"customers/c.yaml:1:18: unknown SLA policy \"vipp\"; did "
			"you mean \"vip\"?"},
		{{"anna", ""}, {"c", "team: {main: ana}\n"},
			"customers/c.yaml:1:14: team: \"ana\" is no agent who "
			"works here; did you mean \"anna\"?"},
		{{0}, {"c", "sites: {hq: {}}\ncontacts: {x: {site: ph}}\n"},
			"customers/c.yaml:2:22: unknown site \"ph\"; one of hq"},
		{{0}, {"c", "language: xx\n"}, "customers/c.yaml:1:11: unknown "
			"language \"xx\"; one of en, ru"},
		{{0}, {"c", "domains: [c.example, Mail.ru]\n"},
			"customers/c.yaml:1:22: \"Mail.ru\" is a public mail "
			"provider's and belongs to nobody; give the contacts "
			"their addresses (mails:)"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		check(&cases[i]);
}

static void who_has_left_may_keep_what_is_gone(void **state)
{
	(void)state;
	check(&(Case){{"a", "groups: [gone]\nlevel: L8\nleft: true\n"}, {0}, ""});
}

static void what_two_have_is_told_of_both(void **state)
{
	(void)state;
	static const Case cases[] = {
		{{"a", "mail: x@d.example\n", "b", "mails:\n  - X@d.example\n"},
			{0}, "agents/a.yaml:1:7: the address \"x@d.example\" "
			"stands in agents/b.yaml:2, too, so git and mail cannot "
			"tell whose it is; leave it in one place\n"
			"agents/b.yaml:2:5: the address \"X@d.example\" stands "
			"in agents/a.yaml:1, too, so git and mail cannot tell "
			"whose it is; leave it in one place"},
		{{0}, {"a", "domain: x.example\n", "b",
			"domains: [b.example, x.example]\n"},
			"customers/a.yaml:1:9: the domain \"x.example\" stands "
			"in customers/b.yaml:1, too, so mail from it would "
			"belong to no customer; leave it in one place\n"
			"customers/b.yaml:1:22: the domain \"x.example\" stands "
			"in customers/a.yaml:1, too, so mail from it would "
			"belong to no customer; leave it in one place"},
		{{0}, {"a", "contacts:\n  p: {phone: +7 495 1234567}\n", "b",
			"contacts:\n  q: {phones: [8(495)123-45-67]}\n"},
			"customers/a.yaml:2:14: the number \"+7 495 1234567\" "
			"stands in customers/b.yaml:2, too, so a call from it "
			"would belong to nobody; leave it in one place\n"
			"customers/b.yaml:2:16: the number \"8(495)123-45-67\" "
			"stands in customers/a.yaml:2, too, so a call from it "
			"would belong to nobody; leave it in one place"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		check(&cases[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_known_passes),
		cmocka_unit_test(unknown_words_name_their_place),
		cmocka_unit_test(who_has_left_may_keep_what_is_gone),
		cmocka_unit_test(what_two_have_is_told_of_both),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
