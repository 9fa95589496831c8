/*
 * S/MIME whose text is inside its signature (RFC 8551, 3.5.2: application/
 * pkcs7-mime, signed-data). The signature is not verified: who wrote a mail is
 * judged by mail/authentication.c alone.
 */
#ifndef MAIL_SMIME_H
#define MAIL_SMIME_H

#include <glib.h>

/* The MIME entity that was signed; NULL: it is encrypted, or nothing that can be
 * read. */
GBytes *smime_content(GBytes *der);

#endif
