/*
 * What a server said when it refused a login, fit to be shown: cleaned, and
 * without the secret that it was told.
 */
#ifndef MAIL_REFUSAL_H
#define MAIL_REFUSAL_H

#include "mail/wire.h"

/* Takes `secret` out of `text`, as it is and as base64 of something with it;
 * NULL and "" are no secrets. */
void refusal_hide(GString *text, const char *secret);

/* The words of the last line that refuses; else those of a challenge that says
 * what is wrong with a token (RFC 7628, 3.2.2); else "". g_free(). */
char *refusal_words(WireProtocol protocol, const char *greeting);

/* The words of an IMAP server that ended the connection; NULL: it did not say
 * that it does. g_free(). */
char *refusal_farewell(const char *greeting);

/* Will it do later? By the codes in `words`. */
gboolean refusal_is_for_now(WireProtocol protocol, const char *words);

/* Has the server offered XOAUTH2 or OAUTHBEARER? */
gboolean refusal_offers_tokens(const char *greeting);

#endif
