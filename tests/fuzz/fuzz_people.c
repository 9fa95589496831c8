/* Any customer file: a contact is added and read back, or refused; names and
 * phones of any bytes are safe. */
#include <stdint.h>
#include <string.h>

#include "model/people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autofree char *name = name_from_text(text);
	g_assert_true(*name && strspn(name,
		"abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name));
	g_autofree char *phone = phone_normalise(text);
	g_assert_cmpuint(strlen(phone), <=, 10);
	g_autoptr(Agent) agent = agent_parse("a", text, strlen(text), "f", NULL);
	g_autoptr(Customer) customer = customer_parse("c",
		(const char *)data, size, "f", NULL);
	if (!customer)
		return 0;
	static const char *const contacts[] = {"a", "new"};
	for (gsize i = 0; i < G_N_ELEMENTS(contacts); i++) {
		g_autofree char *once = customer_text_add_contact(text,
			strlen(text), contacts[i], "N: M", "n@m", "12345", NULL);
		if (!once)
			continue;
		g_autofree char *twice = customer_text_add_contact(once,
			strlen(once), contacts[i], "N: M", "n@m", "12345", NULL);
		g_assert_cmpstr(once, ==, twice);
	}
	return 0;
}
