/*
 * What the files of this room ask of each other: whom a letter goes to.
 */
#ifndef APP_OUTBOX_OUTBOX_PARTS_H
#define APP_OUTBOX_OUTBOX_PARTS_H

#include "app/outbox/audience.h"
#include "app/outbox/notice.h"

/* Nobody yet. */
GPtrArray *audience_nobody(void);
/* Takes those of `some` who are not among `people` yet out of it; sorted. */
void audience_join(GPtrArray *people, GPtrArray *some);

/* One letter for each language, in the order of `people`; who has no address
 * gets none. Borrows from `people`. */
typedef struct {
	const char *language;
	GPtrArray *to; /* char* */
} AudienceLetter;
GPtrArray *audience_letters(const GPtrArray *people);
/* The key of the letter in that place: the first has the key itself, by which
 * one knows that it was told. NULL without key. g_free(). */
char *audience_key(const char *key, guint place, const char *language);

/* Do those in copy get what the requester is told? By `mail: cc`. */
gboolean notice_goes_to_copies(const Regulation *regulation);
/* To the requester, if they can be written to, and maybe to those in copy. */
gboolean notice_to_requester(Operation *op, Ticket *ticket,
	const Notice *notice, GError **error);

/* Tells who wrote a mail, who has the ticket and the lead that it failed, as the
 * delivery `failed` says. What was told of the same mail and has not left yet is
 * said in the same notice: of one mail people hear once, and again only of who
 * was refused after that. */
gboolean failure_tell(Operation *op, Ticket *ticket, const Entry *mail,
	const Entry *failed, GError **error);

#endif
