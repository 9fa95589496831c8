/*
 * A hub: the bare repository that the clones of a team sync with, and the hook
 * by which it says no (desk-hub(1)). Without the hook any git server is one.
 */
#ifndef APP_CHECK_HUB_H
#define APP_CHECK_HUB_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	const char *folder;
	/* Who pushes is: "unix", the user whose process it is; "env:NAME", what
	 * the server has put there (gitolite: GL_USER); NULL: nobody asks. */
	const char *pusher;
	const char *program;  /* desk itself, an absolute path, for the hook */
	const char *language; /* of a new store */
	Instant now;
	gboolean dry_run; /* what would be, and what stands in the way */
} HubSettings;

typedef struct {
	char *folder;	   /* absolute */
	char *hook;	   /* its path */
	gboolean installed; /* FALSE: a hook of others and its before-desk stay */
	gboolean pushed;   /* the store's main has it as upstream now */
} HubResult;
void hub_result_clear(HubResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HubResult, hub_result_clear)

/* A bare repository that refuses rewritten history, with the hook. `desk` NULL:
 * a new store in it; else that store is pushed there, and the hub becomes its
 * remote origin and the upstream of its main. What was begun before is gone on
 * with. DESK_ERROR_CONFLICT: something else is there, or the store has another
 * origin. */
gboolean hub_create(Desk *desk, const HubSettings *settings, HubResult *result,
	GError **error);

/* The hook alone, in a bare repository. */
gboolean hub_install(const HubSettings *settings, HubResult *result,
	GError **error);

/* Its text, for servers that keep the hooks of all repositories in one place.
 * NULL for a pusher that is none; g_free(). */
char *hub_hook_text(const char *program, const char *pusher, GError **error);

/* The login of who pushes; NULL: nobody asks, or nobody is known, as it is no
 * store yet. g_free(). DESK_ERROR_FORBIDDEN: who pushes is nobody here. */
gboolean hub_pusher(Desk *desk, const char *pusher, char **login,
	GError **error);

#endif
