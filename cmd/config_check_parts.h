/*
 * What the files of `desk config check` share.
 */
#ifndef CMD_CONFIG_CHECK_PARTS_H
#define CMD_CONFIG_CHECK_PARTS_H

#include "app/desk/file_judge.h"
#include "cmd/config_check.h"
#include "model/people_check.h"

typedef struct {
	Context *context;
	Block *table;
	const char *root; /* of the work tree; NULL: the branch */
	Store *store;	  /* the branch; NULL with a work tree */
	Regulation *regulation; /* NULL: invalid */
	GHashTable *logins, *left, *roles;
	GHashTable *told; /* lines */
	GPtrArray *agents, *customers; /* Agent*, Customer* */
	GPtrArray *unread; /* char*: agents whose files cannot be read */
} ConfigCheck;

/* "file:line:column: message", as every reader reports it, is a row. */
void config_check_add(ConfigCheck *check, const char *file, const char *text);
/* A file of what is checked: of the work tree, else of the branch. `data` is
 * the ConfigCheck. */
GBytes *config_check_read(void *data, const char *path);
gboolean config_check_has(const ConfigCheck *check, const char *path);
FileJudge config_check_judge(ConfigCheck *check);

/* Of char*, for g_ptr_array_sort(). */
int config_check_by_name(const void *a, const void *b);

/* config_check_names.c: who and what the files name beyond themselves is
 * there. After all files have been read. */
void config_check_names(ConfigCheck *check);

#endif
