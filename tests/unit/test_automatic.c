/* Machines by their headers and subjects, and people who sound like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "mail/message.h"
#include "text/mailbox.h"

static void knows_machines(G_GNUC_UNUSED void **state)
{
	static const char ANSWER[] = "\nIn-Reply-To: <x@desk.test>";
	static const struct {
		const char *header;
		gboolean answers;
		const char *reason; /* NULL: a person */
	} cases[] = {
		{"Subject: Otomatik Yanıt: izin", FALSE, "out-of-office"},
		{"Subject: Ferieautosvar: hej", FALSE, "out-of-office"},
		{"Subject: תשובה אוטומטית: חופש", FALSE, "out-of-office"},
		{"Subject: 自動応答: 休み", FALSE, "out-of-office"},
		{"Subject: Autoresposta: férias", FALSE, "out-of-office"},
		{"Subject: Frånvaro: semester", TRUE, "out-of-office"},
		{"Subject: Уведомление об отсутствии", TRUE, "out-of-office"},
		{"Subject: Re: Printer (Out of Office)", TRUE, "out-of-office"},
		{"Subject: OOO: Re: Printer", TRUE, "out-of-office"},
		{"Subject: 不在のお知らせ", TRUE, "out-of-office"},
		/* A matter of people, unless it is an answer. */
		{"Subject: Frånvaro: hur anmäler jag?", FALSE, NULL},
		{"Subject: Absence: form is broken", FALSE, NULL},
		{"Subject: Printer (out of office) is jammed", FALSE, NULL},
		{"Subject: Automatic door: broken", TRUE, NULL},
		{"X-Auto-Reply: yes", FALSE, "auto-reply"},
		{"X-Auto-Reply: no", FALSE, NULL},
		{"Preference: auto_reply", FALSE, "auto-reply"},
		{"X-Mailer: vacation 1.2", FALSE, "out-of-office"},
		{"X-OTRS-Loop: yes", FALSE, "ticket-system"},
		{"X-OTRS-PriorityId: 3", FALSE, NULL},
		{"X-osTicket-ThreadId: 3", FALSE, "ticket-system"},
		{"X-Zammad-Fqdn: desk.vendor.test", FALSE, "ticket-system"},
		{"X-Mailer: Omnidesk", FALSE, "ticket-system"},
		{"X-Mailer: Zoho Mail", FALSE, NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf("From: a@b.test\n"
			"Content-Type: text/plain; charset=utf-8\n%s%s\n\nx\n",
			cases[i].header, cases[i].answers ? ANSWER : "");
		g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
		g_autoptr(MailMessage) message = message_parse(raw, NULL, NULL);
		assert_non_null(message);
		if (g_strcmp0(message->automatic_reason, cases[i].reason) != 0)
			fail_msg("%s: %s", cases[i].header,
				message->automatic_reason);
	}
}

static void knows_senders(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *from;
		gboolean daemon;
	} cases[] = {
		{"MAILER-DAEMON <>", TRUE},
		{"\"Mail Delivery System\" <>", TRUE},
		{"Mail Delivery System <mailer-daemon>", TRUE},
		{"< >", TRUE},
		{"noreply.orders@shop.test", TRUE},
		{"no.reply@shop.test", TRUE},
		{"News <alerts-noreply@shop.test>", TRUE},
		{"nicht-antworten@shop.test", TRUE},
		{"Nora Reply <nora.reply@shop.test>", FALSE},
		{"noreplyman@shop.test", FALSE},
		{"No Reply <ivan@shop.test>", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf("From: %s\n\nx\n",
			cases[i].from);
		g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
		g_autoptr(MailMessage) message = message_parse(raw, NULL, NULL);
		assert_non_null(message);
		if (message->automatic != cases[i].daemon)
			fail_msg("%s", cases[i].from);
	}
}

static void knows_a_mailbox(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *address, *plain;
	} cases[] = {
		{"a@b.test", "a@b.test"},
		{"a+x@b.test", "a@b.test"},
		{"a+x+y@b.test", "a@b.test"},
		{"+x@b.test", "+x@b.test"},
		{"a@b+c.test", "a@b+c.test"},
		{"a+x", "a+x"},
		{"", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *plain = mailbox_without_plus(cases[i].address);
		assert_string_equal(plain, cases[i].plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_machines),
		cmocka_unit_test(knows_senders),
		cmocka_unit_test(knows_a_mailbox),
	};
	mail_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
