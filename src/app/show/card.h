/*
 * Everything about a person or customer on one page: who, where, open
 * tickets, last solutions.
 */
#ifndef APP_SHOW_CARD_H
#define APP_SHOW_CARD_H

#include "text/page.h"

typedef struct Desk Desk;

extern const Schema card_schema;

/* `who` is "customer/contact", a customer's name, or an address or number as
 * it came. An unknown one gives a page that says so. NULL with error. */
Page *card_page(Desk *desk, const char *who, const char *language,
	GError **error);

/* The same in at most eight lines, for the start of a call; `*lines` NULL:
 * nothing is known. g_free(). */
gboolean card_summary(Desk *desk, const char *who, const char *language,
	char **lines, GError **error);

#endif
