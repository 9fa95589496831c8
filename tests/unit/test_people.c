#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "model/people.h"

#define assert_no_error(error) \
	assert_string_equal((error) ? (error)->message : "", "")

static void assert_texts(const GPtrArray *texts, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(out, "%s%s", i ? " " : "",
			(char *)texts->pdata[i]);
	assert_string_equal(out->str, expected);
}

static void agents_are_read(void **state)
{
	(void)state;
	static const char text[] =
		"name: Анна Ким\n"
		"mails: [Anna@Desk.example, a.kim@desk.example]\n"
		"aliases: аня\n"
		"groups: [support, network]\n"
		"roles: [lead]\n"
		"level: L1\n"
		"left: true\n"
		"shoe-size: 42\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(Agent) agent = agent_parse("anna", text, strlen(text),
		"agents/anna.yaml", &error);
	assert_non_null(agent);
	assert_string_equal(agent->login, "anna");
	assert_string_equal(agent->name, "Анна Ким");
	assert_texts(agent->mails, "anna@desk.example a.kim@desk.example");
	assert_texts(agent->aliases, "аня");
	assert_texts(agent->groups, "support network");
	assert_texts(agent->roles, "lead");
	assert_string_equal(agent->level, "L1");
	assert_true(agent->left);
	g_autoptr(Agent) bare = agent_parse("ivan", "", 0, "f", NULL);
	assert_string_equal(bare->name, "ivan");
	assert_int_equal(bare->mails->len, 0);
	assert_null(bare->level);
	assert_false(bare->left);
}

static void the_example_customer_is_understood(void **state)
{
	(void)state;
	g_autofree char *text = NULL;
	gsize size;
	assert_true(g_file_get_contents("tests/golden/regulation/romashka.yaml",
		&text, &size, NULL));
	g_autoptr(Customer) customer = customer_parse("romashka", text, size,
		"customers/romashka.yaml", NULL);
	assert_non_null(customer);
	assert_string_equal(customer->title, "ООО «Ромашка»");
	assert_texts(customer->domains, "romashka.example");
	assert_string_equal(customer->language, "ru");
	assert_int_equal(customer->contacts->len, 1);
	const Contact *contact = customer->contacts->pdata[0];
	assert_string_equal(contact->name, "ivanova");
	assert_string_equal(contact->full_name, "Мария Иванова");
	assert_texts(contact->mails, "buh@romashka.example");
	assert_texts(contact->phones, "+74951234732");
	assert_true(contact->vip);
	assert_null(contact->language);
	assert_string_equal(yaml_get_text(contact->root, "remote", ""),
		"anydesk 123456789");
}

static void requisites_are_verified_and_told(void **state)
{
	(void)state;
	static const char text[] = "name: Сбер\nrequisites:\n"
		"  name: ПАО «Сбербанк»\n  inn: 7707083893\n  kpp: 7736AB001\n"
		"  ogrn: 1027700132195\n  address: Москва, Вавилова 19\n"
		"  bank: Он самый\n  bik: 044525225\n"
		"  account: 40702810838000000017\n"
		"  correspondent: 30101810400000000225\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(Customer) customer = customer_parse("n", text, strlen(text),
		"f", &error);
	assert_no_error(error);
	g_autofree char *all = requisites_text(&customer->requisites, "Сбер",
		"ru");
	assert_string_equal(all, "ПАО «Сбербанк», ИНН\u00a07707083893, "
		"КПП\u00a07736AB001, ОГРН\u00a01027700132195, Москва, Вавилова 19, "
		"счёт\u00a040702810838000000017, Он самый, БИК\u00a0044525225, "
		"корр.\u00a0счёт\u00a030101810400000000225");
	Requisites person = {{NULL}};
	person.texts[REQUISITE_INN] = (char *)"500100732259";
	person.texts[REQUISITE_OGRN] = (char *)"304500116000157";
	g_autofree char *changed = customer_text_change(text, strlen(text),
		NULL, NULL, NULL, &person, &error);
	assert_null(changed); /* with a KPP */
	assert_non_null(strstr(error->message, "has no КПП"));
	g_clear_error(&error);
	static const char *const files[] = {"name: x\n", "{name: x}\n", "",
		"requisites:\n  bank: y # mine\nname: x\n",
		"requisites: {bank: y}\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *more = customer_text_change(files[i],
			strlen(files[i]), NULL, NULL, NULL, &person, &error);
		assert_no_error(error);
		g_autoptr(Customer) read = customer_parse("n", more,
			strlen(more), "f", &error);
		assert_string_equal(read->requisites.texts[REQUISITE_OGRN],
			"304500116000157");
		assert_true(i != 3 || strstr(more, "  bank: y # mine\n"));
	}
}

static void mistakes_name_the_place(void **state)
{
	(void)state;
	static const struct {
		gboolean agent;
		const char *text, *message;
	} rows[] = {
		{TRUE, "mails: desk@localhost\n", "f:1:1: the login desk and"},
		{TRUE, "- a\n", "f:1:1: an agent is a mapping"},
		{TRUE, "name: [a]\n", "f:1:7: \"name\" is a list"},
		{TRUE, "mails: {a: b}\n", "f:1:8: \"mails\" is a list"},
		{TRUE, "mails: [anna]\n", "f:1:9: \"anna\" is no mail address"},
		{TRUE, "mails: [a@b@c]\n", "f:1:9: \"a@b@c\" is no mail"},
		{TRUE, "mails: [[a]]\n", "f:1:9: an element of"},
		{TRUE, "left: maybe\n", "f:1:7: \"left\" is true or false"},
		{TRUE, "mials: a@b\n", "f:1:1: unknown key \"mials\"; did you "
			"mean \"mails\"?"},
		{TRUE, "left: 1\nmails: [x]\nmials: y\n", "f:3:1: unknown key "
			"\"mials\"; did you mean \"mails\"?\nf:2:9: \"x\" is "
			"no mail address such as anna@acme.example\nf:1:7: "},
		{TRUE, "name: a\n---\nname: b\n", "f:2:1: a second document"},
		{FALSE, "domains: [a b]\n", "f:1:11: \"a b\" is no mail domain"},
		{FALSE, "contacts: [a]\n", "f:1:11: \"contacts\" is a mapping"},
		{FALSE, "contacts:\n  a: [b]\n", "f:2:6: a contact is a mapping"},
		{FALSE, "contacts:\n  a/b: {}\n", "f:2:3: \"a/b\" cannot be"},
		{FALSE, "contacts:\n  a: {nmae: b}\n", "f:2:7: unknown key"},
		{FALSE, "notify: none\n", "f:1:9: \"notify\" is off, or"},
		{FALSE, "notify: [created]\n", "f:1:9: \"notify\" is off, or"},
		{FALSE, "notify: {creatd: off}\n", "f:1:10: unknown key "
			"\"creatd\"; did you mean \"created\"?"},
		{FALSE, "contacts:\n  a: {notify: {reminder: off}}\n",
			"f:2:16: unknown key \"reminder\"; did you mean "
			"\"reminders\"?"},
		{FALSE, "contacts:\n  a: {mails: [b]}\n", "f:2:15: \"b\" is no"},
		{FALSE, "requisites: x\n", "f:1:13: requisites are a mapping"},
		{FALSE, "requisites: {ink: 1}\n", "f:1:14: unknown key \"ink\"; "
			"did you mean \"inn\"?"},
		{FALSE, "requisites: {inn: 7.707E+09}\n", "f:1:19: ИНН is 10 / "
			"12 digits without blanks, not \"7.707E+09\""},
		{FALSE, "requisites: {inn: 7707083894}\n", "f:1:19: the check "
			"digit of ИНН 7707083894 is wrong"},
		{FALSE, "requisites: {inn: 500100732269}\n", "f:1:19: the check"},
		{FALSE, "requisites: {inn: 500100732258}\n", "f:1:19: the check"},
		{FALSE, "requisites: {ogrn: 1027700132194}\n", "f:1:20: the check"},
		{FALSE, "requisites: {ogrn: 304500116000158}\n", "f:1:20: the ch"},
		{FALSE, "requisites: {kpp: 77360100}\n", "f:1:19: КПП is four"},
		{FALSE, "requisites: {inn: 500100732259, kpp: 773601001}\n",
			"f:1:38: who has an ИНН of 12 digits"},
		{FALSE, "requisites: {bik: 44525225}\n", "f:1:19: БИК is 9 dig"},
		{FALSE, "requisites: {bik: 044525225, account: 4070281003800000001}"
			"\n", "f:1:39: счёт is 20 digits"},
		{FALSE, "requisites: {bik: 044525225, account: "
			"40702810838000000018}\n", "f:1:39: счёт "
			"40702810838000000018 does not belong to БИК 044525225"},
		{FALSE, "requisites: {bik: 044525225, correspondent: "
			"30101810500000000225}\n", "f:1:45: корр."},
	};
	guint wrong = 0;
	g_autoptr(GError) automation = NULL;
	assert_null(agent_parse("desk", "name: A\n", 8, "f", &automation));
	assert_int_equal(automation->code, DESK_ERROR_DATA);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gsize size = strlen(rows[i].text);
		g_autoptr(Agent) agent = rows[i].agent ? agent_parse("n",
			rows[i].text, size, "f", &error) : NULL;
		g_autoptr(Customer) customer = rows[i].agent ? NULL
			: customer_parse("n", rows[i].text, size, "f", &error);
		if (g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA) &&
			g_str_has_prefix(error->message, rows[i].message))
			continue;
		print_error("%s: %s\n", rows[i].text,
			error ? error->message : "accepted");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void contacts_are_added_in_place(void **state)
{
	(void)state;
	static const struct {
		const char *before, *contact, *name, *mail, *phone, *after;
	} rows[] = {
		{"name: A # a\n\n# end\n", "iv", "Иван", "I@a.example", "+7 1",
			"name: A # a\ncontacts:\n  iv: {name: Иван, phones: "
			"[+7 1], mails: [i@a.example]}\n\n# end\n"},
		{"name: A", "iv", NULL, "i@a", NULL,
			"name: A\ncontacts:\n  iv: {mails: [i@a]}\n"},
		{"", "iv", "И, В", NULL, NULL,
			"contacts:\n  iv: {name: 'И, В'}\n"},
		{"# c", "iv", "I", NULL, NULL,
			"# c\ncontacts:\n  iv: {name: I}\n"},
		{"contacts:\n    ab: {name: X}\n    # more\nassets: {}\n",
			"iv", "I", NULL, NULL,
			"contacts:\n    ab: {name: X}\n    iv: {name: I}\n"
			"    # more\nassets: {}\n"},
		{"contacts:\n  ab:\n    name: X\n    mails:\n      - x@y\n"
			"name: A\n", "iv", "I", NULL, NULL,
			"contacts:\n  ab:\n    name: X\n    mails:\n"
			"      - x@y\n  iv: {name: I}\nname: A\n"},
		{"contacts: # none\nname: A\n", "iv", "I", NULL, NULL,
			"contacts:\n  iv: {name: I} # none\nname: A\n"},
		{"contacts: ~\n", "iv", "I", NULL, NULL,
			"contacts: \n  iv: {name: I}\n"},
		{"contacts: {}\n", "iv", "I", NULL, NULL,
			"contacts: {iv: {name: I}}\n"},
		{"contacts: {ab: X}\n", "iv", "I", NULL, NULL,
			"contacts: {ab: X, iv: {name: I}}\n"},
		{"{name: A}\n", "iv", "I", NULL, NULL,
			"{name: A, contacts: {iv: {name: I}}}\n"},
		{"{contacts: }\n", "iv", "I", NULL, NULL,
			"{contacts: {iv: {name: I}}}\n"},
		/* one that exists */
		{"contacts:\n  iv: {name: I, mails: [a@b]} # x\n", "iv", "J",
			"c@d", "123", "contacts:\n  iv: {name: I, mails: "
			"[a@b, c@d], phones: ['123']} # x\n"},
		{"contacts:\n  iv:\n    mails:\n      - a@b # x\n    vip: true\n",
			"iv", "I", "c@d", "12 34", "contacts:\n  iv:\n"
			"    mails:\n      - a@b # x\n      - c@d\n"
			"    vip: true\n    name: I\n    phones: [12 34]\n"},
		{"contacts:\n  iv:\n  zz: Z\n", "iv", "I", "c@d", NULL,
			"contacts:\n  iv: {name: I, mails: [c@d]}\n  zz: Z\n"},
		{"contacts:\n  iv: Ivan\n", "iv", "I", "c@d", NULL,
			"contacts:\n  iv: {name: Ivan, mails: [c@d]}\n"},
		{"contacts:\n  iv: {mails: a@b}\n", "iv", NULL, "c@d", NULL,
			"contacts:\n  iv: {mails: [a@b, c@d]}\n"},
		{"contacts:\n  iv: {mails: }\n", "iv", NULL, "c@d", NULL,
			"contacts:\n  iv: {mails: [c@d]}\n"},
		{"contacts:\n  iv: {mails: [a@b,\n    c@d, # x\n  ]}\n", "iv",
			NULL, "e@f", NULL, "contacts:\n  iv: {mails: [a@b,\n"
			"    c@d, # x\n  e@f]}\n"},
		/* what is there already */
		{"contacts:\n  iv: {mails: [A@b], phones: ['+7 (495) "
			"123-45-67']}\n", "iv", NULL, "a@B", "84951234567",
			"contacts:\n  iv: {mails: [A@b], phones: ['+7 (495) "
			"123-45-67']}\n"},
		{"contacts:\n  iv: {mail: a@b}\n", "iv", NULL, "a@b", NULL,
			"contacts:\n  iv: {mail: a@b}\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *after = customer_text_add_contact(
			rows[i].before, strlen(rows[i].before), rows[i].contact,
			rows[i].name, rows[i].mail, rows[i].phone, &error);
		if (!after)
			fail_msg("%s: %s", rows[i].before, error->message);
		assert_string_equal(after, rows[i].after);
	}
}

static void contacts_that_cannot_be_added_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *text, *contact, *mail;
	} rows[] = {
		{"contacts: [a]\n", "iv", NULL},
		{"contacts:\n  iv: {}\n", "a/b", NULL},
		{"name: A\n", "iv", "no address"},
		{"name: [\n", "iv", NULL},
		{"~\n", "iv", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(customer_text_add_contact(rows[i].text,
			strlen(rows[i].text), rows[i].contact, "I",
			rows[i].mail, NULL, &error));
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
	}
}

static void addresses_have_two_forms(void **state)
{
	(void)state;
	static const struct {
		const char *text, *ascii, *unicode;
	} rows[] = {
		{"Ivan@ACME.example", "ivan@acme.example", "ivan@acme.example"},
		{"Ящик@Пример.РФ", "ящик@xn--e1afmkfd.xn--p1ai",
			"ящик@пример.рф"},
		{"a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai",
			"a@пример.рф"},
		{"пример.рф", "xn--e1afmkfd.xn--p1ai", "пример.рф"},
		{"a@b@c.example", "a@b@c.example", "a@b@c.example"},
		{"a@xn--\xff", NULL, NULL},
		{"a@", "a@", "a@"},
		{"", "", ""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *ascii = mail_ascii(rows[i].text);
		g_autofree char *unicode = mail_unicode(rows[i].text);
		assert_true(g_utf8_validate(ascii, -1, NULL));
		assert_true(g_utf8_validate(unicode, -1, NULL));
		if (!rows[i].ascii)
			continue;
		assert_string_equal(ascii, rows[i].ascii);
		assert_string_equal(unicode, rows[i].unicode);
	}
}

static void phones_are_compared_by_their_digits(void **state)
{
	(void)state;
	static const struct {
		const char *phone, *digits;
	} rows[] = {
		{"+7 (495) 123-45-67", "4951234567"},
		{"8 495 1234567", "4951234567"},
		{"84951234567", "4951234567"},
		{"495 123 45 67", "4951234567"},
		{"тел. +7 495 123-45-67 доб. 12", "4951234567"},
		{"+7 495 123-45-67, 8 916 000-00-00", "4951234567"},
		{"+7-495-123-45-67 #12", "4951234567"},
		{"+44 20 7946 0958", "2079460958"},
		{"101", "101"},
		{"8 (800) звонок", "8800"},
		{"１２３", "123"},
		{"", ""},
		{"нет", ""},
		{"\xFF" "12", "12"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *digits = phone_normalise(rows[i].phone);
		assert_string_equal(digits, rows[i].digits);
	}
}

static void names_are_made_of_any_text(void **state)
{
	(void)state;
	static const struct {
		const char *text, *name;
	} rows[] = {
		{"Мария Иванова", "mariya-ivanova"},
		{"ООО «Ромашка»", "ooo-romashka"},
		{"Щукин-Чижов, Ю. Я.", "shchukin-chizhov-yu-ya"},
		{"Объём №5", "obem-5"},
		{"Андрей", "andrey"},
		{"Андре\xD0\xB8\xCC\x86", "andrey"},
		{"Їжак і Ґава", "yizhak-i-gava"},
		{"José Müller-Straße", "jose-muller-strasse"},
		{"O'Brien & Co.", "obrien-co"},
		{"  a  ", "a"},
		{"ivan@acme.example", "ivan-acme-example"},
		{"../../etc", "etc"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = name_from_text(rows[i].text);
		assert_string_equal(name, rows[i].name);
	}
	static const char *const odd[] = {"", "株式会社", "\xFF\xFF", "---"};
	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
		g_autofree char *name = name_from_text(odd[i]);
		g_autofree char *again = name_from_text(odd[i]);
		assert_string_equal(name, again);
		assert_int_equal(strlen(name), 9);
	}
	g_autofree char *large = g_strnfill(100000, 'x');
	g_autofree char *name = name_from_text(large);
	assert_int_equal(strlen(name), 48);
}

static void public_domains_are_known(void **state)
{
	(void)state;
	static const char *const public[] = {"gmail.com", "Mail.RU", "aol.com",
		"zoho.com", "yandex.ru", "ya.ru", "t-online.de", "qq.com"};
	for (gsize i = 0; i < G_N_ELEMENTS(public); i++)
		assert_true(domain_is_public(public[i]));
	static const char *const own[] = {"acme.example", "", "ail.ru",
		"xgmail.com", "mail.ru.acme.example"};
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		assert_false(domain_is_public(own[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agents_are_read),
		cmocka_unit_test(the_example_customer_is_understood),
		cmocka_unit_test(requisites_are_verified_and_told),
		cmocka_unit_test(mistakes_name_the_place),
		cmocka_unit_test(contacts_are_added_in_place),
		cmocka_unit_test(contacts_that_cannot_be_added_are_told),
		cmocka_unit_test(phones_are_compared_by_their_digits),
		cmocka_unit_test(names_are_made_of_any_text),
		cmocka_unit_test(public_domains_are_known),
		cmocka_unit_test(addresses_have_two_forms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
