#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <cmocka.h>

#include "base/error.h"
#include "model/regulation.h"
#include "rules/regulation_check.h"

static Regulation *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	Regulation *regulation =
		regulation_parse(text, strlen(text), "desk.yaml", &error);
	if (!regulation)
		fail_msg("%s\nin:\n%s", error->message, text);
	return regulation;
}

static const Term *term(const Regulation *regulation, const char *field,
	const char *name)
{
	const Term *found = regulation_find(regulation, field, name);
	assert_non_null(found);
	return found;
}

static void the_example_is_understood(void **state)
{
	(void)state;
	g_autofree char *text = NULL;
	assert_true(g_file_get_contents("tests/golden/regulation/desk.yaml",
		&text, NULL, NULL));
	g_autoptr(Regulation) regulation = parse(text);
	assert_string_equal(regulation->team, "Наша фирма");
	assert_string_equal(regulation->language, "ru");
	assert_string_equal(g_time_zone_get_identifier(regulation->zone),
		"Europe/Moscow");
	assert_int_equal(regulation->levels->len, 3);
	assert_int_equal(regulation->groups->len, 5);
	assert_int_equal(regulation->statuses->len, 7);
	assert_int_equal(regulation->types->len, 5);
	assert_int_equal(regulation->priorities->len, 4);
	assert_int_equal(regulation->resolutions->len, 7);
	assert_int_equal(regulation->categories->len, 8);
	assert_int_equal(regulation->fields->len, 1);
	assert_string_equal(term(regulation, "status", "vendor")->title,
		"Ждём поставщика");
	assert_string_equal(term(regulation, "group", "1c")->level, "L2");
	assert_string_equal(((Term *)regulation->fields->pdata[0])->type,
		"asset");
	const Term *vpn = term(regulation, "category", "network/vpn");
	assert_string_equal(vpn->title, "VPN");
	assert_string_equal(vpn->group, "network");
	assert_int_equal(vpn->ask->len, 2);
	assert_string_equal(term(regulation, "category", "security")->priority,
		"high");
	assert_null(term(regulation, "category", "other")->group);
	assert_non_null(yaml_get(regulation->root, "workflow"));
}

static void terms_are_found_by_name_or_title(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = parse(
		"desk: 1\nlanguage: ru\n"
		"statuses:\n"
		"  new: {class: new, title: {en: Fresh, ru: Новая}}\n"
		"  open: {class: open, title: В работе}\n"
		"  solved: {class: solved}\n"
		"  closed: {class: closed}\n"
		"  Работа: {class: open, title: open}\n");
	static const struct {
		const char *field, *text, *name;
	} rows[] = {
		{"status", "open", "open"},
		{"status", "OPEN", "open"},
		{"status", "fresh", "new"},
		{"status", "в РАБОТЕ", "open"},
		{"status", "новая", "new"},
		{"status", "решена", "solved"},
		{"status", "работа", "Работа"},
		{"priority", "Высокий", "high"},
		{"type", "жалоба", "complaint"},
		{"level", "l2", "L2"},
		{"status", "opne", NULL},
		{"status", "", NULL},
		{"status", "\xFF", NULL},
		{"subject", "x", NULL},
		{"category", "x", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Term *found = regulation_find(regulation, rows[i].field,
			rows[i].text);
		if (rows[i].name)
			assert_string_equal(found->name, rows[i].name);
		else
			assert_null(found);
	}
	assert_null(regulation_terms(regulation, "subject"));
	assert_int_equal(regulation_rank(regulation, "level", "L3"), 2);
	assert_int_equal(regulation_rank(regulation, "level", "l3"), -1);
	assert_int_equal(regulation_rank(regulation, "nothing", "x"), -1);
}

static void terms_are_called_in_the_readers_language(void **state)
{
	(void)state;
	static const struct {
		const char *text, *field, *name, *language, *title;
	} rows[] = {
		{"desk: 1\nlanguage: ru\n", "status", "pending", "ru", "Ждём клиента"},
		{"desk: 1\nlanguage: ru\n", "status", "pending", "en", "pending"},
		{"desk: 1\nlanguage: ru\n", "status", "pending", NULL, "pending"},
		{"desk: 1\nlanguage: ru\n", "level", "L2", "ru", "L2"},
		{"desk: 1\nlanguage: en\n", "status", "pending", "ru", "Ждём клиента"},
		{"desk: 1\nlanguage: en\n", "status", "pending", "en", "pending"},
		{"desk: 1\nlanguage: ru\ncategories:\n  hardware: {title: Техника}\n",
			"category", "hardware", "ru", "Техника"},
		{"desk: 1\nlanguage: ru\ncategories:\n  hardware: {title: Техника}\n",
			"category", "hardware", "en", "hardware"},
		{"desk: 1\ncategories:\n  hardware: {title: Devices}\n", "category",
			"hardware", "ru", "Devices"},
		{"desk: 1\ncategories:\n  hardware: {title: Devices}\n", "category",
			"hardware", "en", "Devices"},
		{"desk: 1\nlanguage: ru\ntypes:\n  x: {title: {en: Odd, "
			"ru: Иное}}\n", "type", "x", "en", "Odd"},
		{"desk: 1\ntypes:\n  x: {title: {en: Odd, ru: Иное}}\n",
			"type", "x", "ru", "Иное"},
		{"desk: 1\nlanguage: ru\n", "status", "gone", "ru", "gone"},
		{"desk: 1\nlanguage: ru\n", "subject", "Printer", "ru", "Printer"},
		{"desk: 1\nlanguage: ru\n", "channel", "phone", "ru", "Телефон"},
		{"desk: 1\nlanguage: ru\n", "channel", "phone", "en", "Phone"},
		{"desk: 1\nlanguage: ru\n", "channel", "fax", "ru", "fax"},
		{"desk: 1\nlanguage: ru\n", "nothing", "x", "ru", "x"},
		{"desk: 1\nlanguage: ru\n", "priority", "", "ru", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Regulation) regulation = parse(rows[i].text);
		assert_string_equal(regulation_title(regulation, rows[i].field,
			rows[i].name, rows[i].language), rows[i].title);
	}
}

static void a_file_has_names_and_no_titles(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = parse("desk: 1\nlanguage: ru\n");
	g_autoptr(GError) error = NULL;
	assert_true(regulation_check_value(regulation, "priority", "high",
		NULL));
	assert_true(regulation_check_value(regulation, "channel", "fax", NULL));
	assert_false(regulation_check_value(regulation, "priority", "Высокий",
		&error));
	assert_non_null(strstr(error->message, "\"high\""));
	assert_false(regulation_check_value(regulation, "priority", "HIGH",
		NULL));
}

static void fields_are_meant_by_name_or_title(void **state)
{
	(void)state;
	static const struct {
		const char *word, *field;
	} rows[] = {
		{"priority", "priority"},
		{"приоритет", "priority"},
		{"Приоритет", "priority"},
		{"ждём до", "until"},
		{"ждем-до", "until"},
		{"promised", "eta"},
		{"room", "fields.room"},
		{"fields.room", "fields.room"},
		{"клиент", "customer"}, /* before what shares that title */
		{"Office", "fields.room"},
		{"нечто", "нечто"},
		{"кабинет", "NULL"},
	};
	g_autoptr(Regulation) regulation = parse("desk: 1\nlanguage: ru\n"
		"fields:\n"
		"  room: {type: text, title: {ru: кабинет, en: office}}\n"
		"  program: {type: text, title: Клиент}\n"
		"  place: {type: text, title: Кабинет}\n");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *field = regulation_field_meant(regulation,
			rows[i].word, &error);
		assert_string_equal(field ? field : "NULL", rows[i].field);
		if (!field)
			assert_non_null(strstr(error->message,
				"fields.room, fields.place"));
	}
}

static void unknown_terms_name_the_nearest(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = regulation_default();
	static const struct {
		const char *field, *text, *message;
	} rows[] = {
		{"priority", "hihg", "unknown priority \"hihg\"; did you mean "
			"\"high\"? Known: low, normal, high, critical"},
		{"priority", "xyzzy", "unknown priority \"xyzzy\"; one of low, "
			"normal, high, critical"},
		{"category", "x",
			"unknown category \"x\": desk.yaml names none"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(regulation_need(regulation, rows[i].field,
			rows[i].text, &error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_USAGE));
		assert_string_equal(error->message, rows[i].message);
	}
	assert_non_null(regulation_need(regulation, "level", "L1", NULL));
}

static void statuses_have_classes(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = regulation_default();
	assert_int_equal(regulation_status_class(regulation, "vendor"),
		CLASS_ON_HOLD);
	assert_int_equal(regulation_status_class(regulation, "nothing"),
		CLASS_OPEN);
	static const char *const names[] = {"new", "open", "pending", "vendor",
		"solved", "closed"};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		assert_string_equal(regulation_status_of(regulation,
			(StatusClass)i), names[i]);
	assert_string_equal(status_class_name(CLASS_ON_HOLD), "on-hold");
}

static void groups_answer_for_categories(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = parse(
		"desk: 1\n"
		"levels: [L1, L2, L3]\n"
		"groups:\n"
		"  support: {level: L1}\n"
		"  front: {level: L1}\n"
		"  network: {level: L2}\n"
		"  servers: {level: L2}\n"
		"  expert: {level: L3}\n"
		"categories:\n"
		"  net/vpn: {group: front}\n"
		"  net: {group: network, priority: high, ask: [Who?]}\n"
		"  net/vpn/home:\n");
	static const struct {
		const char *category, *level, *group;
	} rows[] = {
		{"net", "L2", "network"},
		{"net", "L1", NULL},
		{"net", "L3", "expert"},
		{"net/vpn", "L1", "front"},
		{"net/vpn", "L2", "network"},
		{"net/vpn/home", "L1", "front"},
		{"net/vpn/home", "L2", "network"},
		{"", "L2", NULL},
		{NULL, "L3", "expert"},
		{"unknown", "L3", "expert"},
		{"net", "L9", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *group = regulation_group_for(regulation,
			rows[i].category, rows[i].level);
		if (rows[i].group)
			assert_string_equal(group, rows[i].group);
		else
			assert_null(group);
	}
	const Term *home = term(regulation, "category", "net/vpn/home");
	assert_string_equal(home->group, "front");
	assert_string_equal(home->priority, "high");
	assert_string_equal(home->ask->pdata[0], "Who?");
	assert_string_equal(home->title, "net/vpn/home");
}

static void what_is_missing_gets_a_default(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = parse("desk: 1\n");
	assert_string_equal(regulation->language, "en");
	assert_string_equal(regulation->id, "");
	assert_string_equal(regulation->prefix, "DESK");
	assert_string_equal(term(regulation, "priority", "high")->title, "high");
	assert_int_equal(regulation->groups->len, 0);
	g_autoptr(Regulation) russian = parse("desk: 1\nlanguage: ru\n");
	assert_string_equal(term(russian, "priority", "high")->title, "Высокий");
	assert_string_equal(term(russian, "level", "L1")->title, "L1");
}

static int code_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(text, strlen(text),
		"d", &error);
	return error ? error->code : 0;
}

/* No file can be opened any more: what zones there are is not known. */
static void a_zone_that_cannot_be_read_is_not_unknown(void **state)
{
	(void)state;
	static const char good[] = "desk: 1\ntimezone: Asia/Tokyo\n",
		bad[] = "desk: 1\ntimezone: Mars/Olympus\ntema: x\n";
	struct rlimit files, none;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	none = files;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	int good_code = code_of(good), bad_code = code_of(bad);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	assert_int_equal(good_code, DESK_ERROR_TEMPORARY);
	assert_int_equal(bad_code, DESK_ERROR_TEMPORARY);
	assert_int_equal(code_of(good), 0);
	assert_int_equal(code_of(bad), DESK_ERROR_CONFIG);
}

static void mistakes_name_the_place(void **state)
{
	(void)state;
#define DESK "desk: 1\n"
	static const struct {
		const char *text, *message;
	} rows[] = {
		{"", "d:1:1: no \"desk: 1\""},
		{"- a\n", "d:1:1: a regulation is a mapping"},
		{"desk: 2\n", "d:1:7: this desk reads"},
		{DESK "a: [\n", "d:3:1: "},
		{DESK "---\nteam: x\n", "d:2:1: a second document"},
		{DESK "tema: x\n", "d:2:1: unknown section \"tema\"; did you "
			"mean \"team\"?"},
		/* What nothing obeys is not taken for obeyed. */
		{DESK "rating: {ask: true}\n", "d:2:1: unknown section "
			"\"rating\""},
		{DESK "levels: [L1]\ngroups: {a: {level: L1, mail: x}}\n",
			"d:3:25: unknown key \"mail\""},
		{DESK "fields: {a: {type: text, help: x}}\n",
			"d:2:26: unknown key \"help\""},
		{DESK "xyzzyxyzzy: x\n", "d:2:1: unknown section "
			"\"xyzzyxyzzy\"; one of assignment, billing,"},
		{DESK "language: rus\n", "d:2:11: unknown language \"rus\"; did "
			"you mean \"ru\"?"},
		{DESK "team: [a]\n", "d:2:7: \"team\" needs one text"},
		{DESK "timezone: Europe/Moskow\n", "d:2:11: unknown time zone"},
		{DESK "timezone: /etc/localtime\n", "d:2:11: unknown time zone"},
		{DESK "timezone: a/../../x\n", "d:2:11: unknown time zone"},
		{DESK "prefix: A B\n", "d:2:9: \"prefix\""},
		{DESK "id: 'a b'\n", "d:2:5: \"id\""},
		{DESK "levels: [L1, L1]\n", "d:2:14: the level \"L1\" stands"},
		{DESK "levels: [L1, l1]\n", "d:2:14: the level \"l1\" stands"},
		{DESK "levels: []\n", "d:2:9: \"levels\" names nothing"},
		{DESK "levels: L1\n", "d:2:9: \"levels\" is a list"},
		{DESK "types: [a b]\n", "d:2:9: \"a b\" cannot be the name"},
		{DESK "types: [none]\n", "d:2:9: \"none\" means"},
		{DESK "types: [[a]]\n", "d:2:9: \"type\" needs one text"},
		{DESK "groups:\n  a: {level: L9}\n", "d:3:14: unknown level "
			"\"L9\"; did you mean \"L1\"?"},
		{DESK "groups: [a]\n", "d:2:10: the group \"a\" has no "
			"\"level\""},
		{DESK "groups:\n  a: L1\n", "d:3:6: the group \"a\" is "
			"described in { }"},
		{DESK "statuses:\n  new: {class: fresh}\n",
			"d:3:16: unknown class \"fresh\"; one of new, open"},
		{DESK "statuses:\n  new: {class: new}\n",
			"d:3:3: no status of class \"open\""},
		{DESK "statuses:\n  new: {clas: new}\n",
			"d:3:9: unknown key \"clas\"; did you mean \"class\"?"},
		{DESK "categories:\n  a: {group: b}\n",
			"d:3:14: unknown group \"b\"; there is none"},
		{DESK "categories:\n  a: {priority: hgih}\n",
			"d:3:17: unknown priority \"hgih\"; did you mean"},
		{DESK "categories:\n  a/b: {}\n", "d:3:3: the category "
			"\"a/b\" lies below \"a\""},
		{DESK "categories:\n  a//b: {}\n", "d:3:3: \"a//b\" cannot"},
		{DESK "categories:\n  a: {ask: x}\n", "d:3:12: \"ask\" is a"},
		{DESK "categories:\n  a: {title: {fr: x}}\n",
			"d:3:15: unknown language of a title \"fr\""},
		{DESK "fields:\n  a: {type: txt}\n", "d:3:13: unknown type "
			"\"txt\"; did you mean \"text\"?"},
		{DESK "fields:\n  a: {type: enum}\n", "d:3:6: the custom field "
			"\"a\" of type enum has no"},
		{DESK "fields:\n  a: {type: date, values: [x]}\n",
			"d:3:6: the custom field \"a\" of type date takes no"},
	};
	guint wrong = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Regulation) regulation = regulation_parse(
			rows[i].text, strlen(rows[i].text), "d", &error);
		if (!regulation &&
			g_error_matches(error, DESK_ERROR, DESK_ERROR_CONFIG) &&
			g_str_has_prefix(error->message, rows[i].message))
			continue;
		print_error("%s: %s\n", rows[i].text,
			error ? error->message : "accepted");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void sections_are_judged_whole(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} rows[] = {
		{"workflow: x\n", "d:2:11: \"workflow\" is a list"},
		{"workflow:\n  - {too: solved}\n", "d:3:6: unknown key \"too\"; "
			"did you mean \"to\"?"},
		{"workflow:\n  - {to: slved}\n", "d:3:10: unknown status "
			"\"slved\"; did you mean \"solved\"?"},
		{"workflow:\n  - {do: escalte}\n", "d:3:10: unknown do "
			"\"escalte\"; did you mean \"escalate\"?"},
		{"workflow:\n  - {to: solved, require: [categry]}\n",
			"d:3:28: unknown field \"categry\"; did you mean "
			"\"category\"?"},
		{"workflow:\n  - {roles: [lead]}\n", "d:3:5: this row is for"},
		{"workflow:\n  - {to: open, within: 3bd}\n",
			"d:3:24: \"length of time\" counts calendar time"},
		{"workflow:\n  - {to: open, by: robot}\n", "d:3:20: unknown by"},
		{"calendars: {a: office.txt}\n", "d:2:16: \"calendar\" is a "
			"file of this store that ends in .yaml"},
		{"calendars: {a: ../x.yaml}\n", "d:2:16: \"calendar\" is a"},
		{"sla: {a: {calendar: b, targets: {}}}\n",
			"d:2:21: unknown calendar \"b\"; there is none"},
		{"sla: {a: {targets: {hihg: {}}}}\n", "d:2:21: unknown "
			"priority \"hihg\"; did you mean \"high\"?"},
		{"sla: {a: {targets: {high: {resolution: 4}}}}\n",
			"d:2:40: \"length of time\" is a length of time"},
		{"sla: {a: {}}\n", "d:2:10: \"sla\" has no \"targets\""},
		{"sla: {a: {targets: {}, warn: 75}}\n", "d:2:30: \"warn\" is"},
		{"assignment: laod\n", "d:2:13: unknown assignment \"laod\"; "
			"did you mean \"load\"?"},
		{"routing:\n  - {if: 'type:complaint'}\n",
			"d:3:5: this rule does nothing"},
		{"routing:\n  - {if: 'type:complant', do: [escalate]}\n",
			"d:3:16: unknown type"},
		{"routing:\n  - {if: is:open pri:x, do: [escalate]}\n",
			"d:3:18: unknown field \"pri\""},
		{"routing:\n  - {if: 'is:open', set: {priority: urgent}}\n",
			"d:3:37: unknown priority \"urgent\""},
		{"routing:\n  - {if: 'is:open', set: {prioritty: high}}\n",
			"d:3:27: unknown field \"prioritty\"; did you mean"},
		{"routing:\n  - {if: 'is:open', do: [notfy lead]}\n",
			"d:3:26: unknown action \"notfy\"; did you mean "
			"\"notify\"?"},
		{"routing:\n  - {if: 'is:open', do: [notify]}\n",
			"d:3:26: \"notify\" needs WHO after it"},
		{"bounced: {returns: 0}\n", "d:2:20: \"count\" is a whole "
			"number from 1 to 1000"},
		{"reminders:\n  - {if: 'is:open'}\n",
			"d:3:5: this reminder does nothing"},
		{"reminders:\n  - {if: 'is:open', to: assignee}\n",
			"d:3:5: a reminder with \"to\" needs"},
		{"reminders:\n  - {if: 'is:open', do: close, repeat: often}\n",
			"d:3:40: \"length of time\""},
		{"mail: {cap-3h: few}\n", "d:2:16: \"cap\" is a whole number "
			"from 1 to 99999"},
		{"mail: {cap-day: 0}\n", "d:2:17: \"cap\""},
		{"mail: {cap-3d: 5}\n", "d:2:8: unknown key \"cap-3d\"; "
			"did you mean \"cap-3h\"?"},
		{"mail: {agent: letter}\n", "d:2:15: "},
		{"notify: {createt: ack}\n", "d:2:10: unknown occasion "
			"\"createt\"; did you mean \"created\"?"},
		{"notify: {status/vendr: ack}\n",
			"d:2:10: unknown status \"vendr\""},
		{"notify: {created: a/b}\n", "d:2:19: \"a/b\" is no name"},
		{"oncall: {when: 'is:open'}\n", "d:2:9: \"oncall\" has no "
			"\"rota\""},
		{"billing: {night: two}\n", "d:2:18: \"night\" is a "
			"number from 1 to 10"},
		{"billing: {currency: руб}\n", "d:2:21: \"currency\" is a "
			"code of three letters"},
		{"billing: {round: 90s}\n", "d:2:18: \"time\" is whole"},
		{"groups: {a: {level: L1, cap: many}}\n", "d:2:30: \"cap\""},
		{"categories: {a: {sla: gold}}\n", "d:2:23: unknown sla"},
	};
	guint wrong = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat(DESK, rows[i].text, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Regulation) regulation = regulation_read(text,
			strlen(text), "d", &error);
		if (!regulation &&
			g_error_matches(error, DESK_ERROR, DESK_ERROR_CONFIG) &&
			g_str_has_prefix(error->message, rows[i].message))
			continue;
		print_error("%s: %s\n", text,
			error ? error->message : "accepted");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void what_the_presets_say_is_good(void **state)
{
	(void)state;
	static const char *const files[] = {
		"tests/golden/regulation/desk.yaml",
		"src/app/desk/presets/it-outsourcing/ru/desk.yaml",
		"src/app/desk/presets/it-outsourcing/en/desk.yaml"};
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *raw = NULL;
		assert_true(g_file_get_contents(files[i], &raw, NULL, NULL));
		/* `init` writes a name there. */
		g_strdelimit(raw, "@", 'x');
		g_autoptr(GError) error = NULL;
		g_autoptr(Regulation) regulation = regulation_read(raw,
			strlen(raw), files[i], &error);
		if (!regulation)
			fail_msg("%s", error->message);
		assert_true(regulation->references->len > 5);
	}
}

static void the_registries_are_sorted(void **state)
{
	(void)state;
	for (gsize i = 1; i < regulation_sections_count; i++)
		assert_true(strcmp(regulation_sections[i - 1].name,
			regulation_sections[i].name) < 0);
	for (gsize i = 1; i < regulation_actions_count; i++)
		assert_true(strcmp(regulation_actions[i - 1].name,
			regulation_actions[i].name) < 0);
	for (gsize i = 0; i < regulation_sections_count; i++)
		assert_true(*regulation_sections[i].help != '\0');
}

static void all_mistakes_are_told_at_once(void **state)
{
	(void)state;
	static const char text[] = "desk: 1\n"
				   "timezone: Mars\n"
				   "levels: [L1]\n"
				   "groups:\n"
				   "  a: {level: L2}\n"
				   "  b: {levl: L1}\n"
				   "slaa: x\n";
	g_autoptr(GError) error = NULL;
	assert_null(regulation_parse(text, strlen(text), "desk.yaml", &error));
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
	assert_int_equal(g_strv_length(lines), 4);
	assert_true(g_str_has_prefix(lines[0], "desk.yaml:7:1: "));
	assert_true(g_str_has_prefix(lines[1], "desk.yaml:2:11: "));
	assert_true(g_str_has_prefix(lines[2], "desk.yaml:5:14: "));
	assert_true(g_str_has_prefix(lines[3], "desk.yaml:6:7: "));

	g_autoptr(GString) many = g_string_new("desk: 1\n");
	for (guint i = 0; i < 3000; i++)
		g_string_append_printf(many, "unknown%u: x\n", i);
	g_autoptr(GError) more = NULL;
	assert_null(regulation_parse(many->str, many->len, "d", &more));
	assert_true(g_str_has_suffix(more->message, "d: 2950 more mistakes"));
}

static void hostile_sizes_are_refused(void **state)
{
	(void)state;
	g_autoptr(GString) text = g_string_new("desk: 1\ntypes:\n");
	for (guint i = 0; i < 100000; i++)
		g_string_append_printf(text, "- t%u\n", i);
	g_autoptr(GError) error = NULL;
	clock_t start = clock();
	assert_null(regulation_parse(text->str, text->len, "d", &error));
	assert_true(g_str_has_prefix(error->message, "d:3:1: \"types\" names"));
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
}

static void near_names_are_suggested(void **state)
{
	(void)state;
	static const struct {
		const char *word, *nearest;
	} rows[] = {
		{"priority", "priority"},
		{"prio", "priority"},
		{"priorty", "priority"},
		{"stauts", "status"},
		{"STATUS", "status"},
		{"статсу", "статус"},
		{"l1", "L1"},
		{"x", NULL},
		{"", NULL},
		{"entirely", NULL},
	};
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	static const char *const known[] = {"status", "priority", "статус",
		"L1", "L2", NULL};
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		g_ptr_array_add(names, (gpointer)known[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *near = nearest_name(rows[i].word, names);
		if (rows[i].nearest)
			assert_string_equal(near, rows[i].nearest);
		else
			assert_null(near);
	}
	g_autofree char *word = g_strnfill(100000, 'x');
	assert_null(nearest_name(word, names));
	assert_null(nearest_name("\xFF\xFE", names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_understood),
		cmocka_unit_test(terms_are_found_by_name_or_title),
		cmocka_unit_test(terms_are_called_in_the_readers_language),
		cmocka_unit_test(a_file_has_names_and_no_titles),
		cmocka_unit_test(fields_are_meant_by_name_or_title),
		cmocka_unit_test(unknown_terms_name_the_nearest),
		cmocka_unit_test(statuses_have_classes),
		cmocka_unit_test(groups_answer_for_categories),
		cmocka_unit_test(what_is_missing_gets_a_default),
		cmocka_unit_test(mistakes_name_the_place),
		cmocka_unit_test(sections_are_judged_whole),
		cmocka_unit_test(what_the_presets_say_is_good),
		cmocka_unit_test(the_registries_are_sorted),
		cmocka_unit_test(a_zone_that_cannot_be_read_is_not_unknown),
		cmocka_unit_test(all_mistakes_are_told_at_once),
		cmocka_unit_test(hostile_sizes_are_refused),
		cmocka_unit_test(near_names_are_suggested),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
