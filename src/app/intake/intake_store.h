/*
 * What is known while a batch of mail is taken in: the index, and what this
 * batch has made already.
 *
 * A question that cannot be answered says "none", and so do all after it; the
 * store remembers why, and intake_store_check() fails before anything is kept.
 */
#ifndef APP_INTAKE_INTAKE_STORE_H
#define APP_INTAKE_INTAKE_STORE_H

#include "app/intake/intake.h"
typedef struct IntakeStore IntakeStore;

/* For one operation, which it borrows. */
IntakeStore *intake_store_new(Operation *op, GError **error);
void intake_store_free(IntakeStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeStore, intake_store_free)

/* Could all be answered? Asked after each mail. */
gboolean intake_store_check(IntakeStore *store, GError **error);
/* Another failure that must not read as an answer. Takes `problem`. */
void intake_store_fail(IntakeStore *store, GError *problem);

/* Was this very copy (account, folder, UIDVALIDITY, UID) taken in? Mail
 * without a place ("" uid, from `deliver`) never was. */
gboolean intake_store_has_copy(IntakeStore *store, const char *account,
	const IntakeMail *mail);
/* The entry of the same mail: Message-ID and content. FALSE if unknown. */
gboolean intake_store_find(IntakeStore *store, const char *message_id,
	const char *content_hash, char **uid, char **entry_id);
/* Tickets with a mail of this Message-ID (`own`: that desk sent), and those with
 * a mail that answers it and came before: char* uids, oldest first. */
GPtrArray *intake_store_of_mail(IntakeStore *store, const char *id,
	gboolean own);
GPtrArray *intake_store_awaiting(IntakeStore *store, const char *id);
/* A mail of this batch waits for that one. */
void intake_store_await(IntakeStore *store, const char *id, const char *uid);
/* The ticket with this token, or of this number or handle; NULL. g_free(). */
char *intake_store_by_token(IntakeStore *store, const char *token);
char *intake_store_by_name(IntakeStore *store, const char *name);
/* As it stands now, this batch's changes included; NULL. Borrowed. */
Ticket *intake_store_ticket(IntakeStore *store, const char *uid);
/* Is there any mail with this Message-ID? */
gboolean intake_store_knows_id(IntakeStore *store, const char *message_id);
/* Since when a solved or closed ticket is; INSTANT_NONE if it is new here. */
Instant intake_store_over_since(IntakeStore *store, const char *uid);

/* A mail that desk sent: an entry with a Message-ID of ours. */
typedef struct {
	char *uid, *entry_id;
	char *kind; /* "reply", "notice", "vendor"; NULL: there is none */
	GPtrArray *to; /* char* addresses, lower case */
} OwnMail;
void own_mail_clear(OwnMail *own);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OwnMail, own_mail_clear)
/* The last of `ids` (char* Message-IDs, oldest first) that is one of ours.
 * FALSE, and `own` empty, if none is. */
gboolean intake_store_own_mail(IntakeStore *store, const GPtrArray *ids,
	OwnMail *own);
/* Was it sent to this address? */
gboolean own_mail_went_to(const OwnMail *own, const char *address);
/* The newest ticket with this dedupe-key; NULL. g_free(). */
char *intake_store_by_key(IntakeStore *store, const char *key);
/* A ticket of this batch has it. */
void intake_store_add_key(IntakeStore *store, const char *key, const char *uid);
/* Tickets with this vendor-ref, newest first, at most 20: char* uids. NULL:
 * there was a failure. */
GPtrArray *intake_store_by_vendor_number(IntakeStore *store,
	const char *number);
/* Who of the agents (that have not left) has this address; NULL. g_free(). */
char *intake_store_agent(IntakeStore *store, const char *address);
/* The contact "customer/contact", the customer by the domain alone, either of
 * them, and "a and b" if there are several (index/people.h). NULL; g_free(). */
char *intake_store_contact(IntakeStore *store, const char *address);
char *intake_store_house(IntakeStore *store, const char *address);
char *intake_store_customer(IntakeStore *store, const char *address,
	const char *contact);
char *intake_store_owners(IntakeStore *store, const char *address);
/* A message of this batch. `message_id` may be NULL. */
void intake_store_add(IntakeStore *store, const char *message_id,
	const char *content_hash, const char *uid, const char *entry_id,
	const char *token);

#endif
