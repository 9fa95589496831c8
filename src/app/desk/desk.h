/*
 * An opened store: where it is, git's side of it, and the time of this command.
 * Each part is made when first asked for: reading commands never start libgit2.
 * What else a command asks of it stands in headers of its own:
 * current_index.h in_force.h identity.h setting.h ticket_name.h query_context.h
 * and, for what people are told, talk.h.
 */
#ifndef APP_DESK_DESK_H
#define APP_DESK_DESK_H

#include "base/instant.h"

typedef struct Store Store;
typedef struct StorePlace StorePlace;

typedef struct Desk Desk;

typedef struct {
	const char *folder;    /* -C, DESK_DIR; NULL = the current folder */
	gboolean guess;	       /* a part of a name may mean somebody */
	const char *agent;     /* --as, DESK_AGENT; NULL = by git's user.email */
	/* Talk on stderr ("index rebuilt"); may be NULL. */
	void (*say)(void *data, const char *text);
	const char *language;  /* of that talk: "ru", else English; static */
	/* While the index is refreshed; may be NULL. */
	void (*progress)(guint done, guint total, void *data);
	void *data;
} DeskOptions;

/* Finds the store and recovers from a crashed writer. Opens nothing else. */
Desk *desk_open(const DeskOptions *options, GError **error);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

const StorePlace *desk_place(const Desk *desk);
Instant desk_now(const Desk *desk);
/* libgit2's side. Borrowed. */
Store *desk_store(Desk *desk, GError **error);

#endif
