/*
 * The number that a vendor's help desk gave to our question, from the subject
 * of its answer: "[Ticket#2026112110000017]", "Заявка №12345", "SR-7781",
 * "[#8812]". Pure.
 */
#ifndef RULES_VENDOR_NUMBER_H
#define RULES_VENDOR_NUMBER_H

#include <glib.h>

/* NULL if there is none. Our own tag ("[ACME#12]" with `prefix` ACME) is none.
 * Free with g_free(). */
char *vendor_number(const char *subject, const char *prefix);

#endif
