/*
 * What is known while a batch of mail is taken in: the index, and what this
 * batch has made already.
 */
#ifndef APP_INTAKE_STORE_H
#define APP_INTAKE_STORE_H

#include "app/intake.h"
#include "rules/threading.h"

typedef struct IntakeStore IntakeStore;

IntakeStore *intake_store_new(Operation *op, GError **error);
void intake_store_free(IntakeStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeStore, intake_store_free)

/* Was this very copy (account, folder, UIDVALIDITY, UID) taken in? Mail
 * without a place ("" uid, from `deliver`) never was. */
gboolean intake_store_has_copy(IntakeStore *store, const char *account,
	const IntakeMail *mail);
/* The entry of the same mail: Message-ID and content. FALSE if unknown. */
gboolean intake_store_find(IntakeStore *store, const char *message_id,
	const char *content_hash, char **uid, char **entry_id);
/* Is there any mail with this Message-ID? */
gboolean intake_store_knows_id(IntakeStore *store, const char *message_id);
Instant intake_store_closed_at(IntakeStore *store, const char *uid);
/* A message of this batch. `message_id` may be NULL. */
void intake_store_add(IntakeStore *store, const char *message_id,
	const char *content_hash, const char *uid, const char *entry_id,
	const char *token);

/* Answers threading's questions; `data` is the IntakeStore. */
extern const ThreadStore intake_thread_store;

#endif
