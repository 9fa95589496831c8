/*
 * ISO-2022-JP as mail programs write it: with the vendor characters (①, ㈱,
 * half-width katakana) that iconv's own ISO-2022-JP does not know. Only the
 * shift state is handled here; the characters are left to iconv's EUC-JP-MS.
 */
#ifndef MAIL_ISO2022JP_H
#define MAIL_ISO2022JP_H

#include <glib.h>

/* The same text in EUC-JP-MS. */
GString *iso2022jp_to_euc(const char *bytes, gsize size);

/* Whether ASCII bytes hold a shift to Japanese characters. */
gboolean iso2022jp_is_likely(const char *bytes, gsize size);

#endif
