/*
 * Making a store that works at once.
 */
#ifndef APP_CHECK_INIT_H
#define APP_CHECK_INIT_H

#include "base/instant.h"

typedef struct {
	const char *folder;
	const char *preset;   /* "it-outsourcing" */
	const char *language; /* "ru", "en" */
	gboolean bare;
	gboolean dry_run;     /* only find out what would be made */
	Instant now;
	const char *program;  /* desk itself, for hook and merge driver;
				 NULL: neither is installed */
} InitSettings;

typedef struct {
	gboolean existed; /* it was a store already: no file was changed */
	char *login;	  /* the first agent, from git's identity */
	char *folder;	  /* absolute */
	gboolean hook;	  /* the pre-commit hook was installed */
	gboolean driver;  /* the merge driver was registered */
	char *unguarded;  /* the pre-commit hook that desk leaves alone, which
			     does not ask it; NULL: there is none */
} InitResult;
void init_result_clear(InitResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InitResult, init_result_clear)

/* One commit with the preset's files, the agent, .gitattributes, a random id
 * and a subject prefix. A git repository that has other files keeps them.
 * DESK_ERROR_USAGE for an unknown preset or language (lists them),
 * DESK_ERROR_CONFIG without user.name and user.email. */
gboolean init_store(const InitSettings *settings, InitResult *result,
	GError **error);

#endif
