/*
 * One run of fsck, for the files that make it up.
 */
#ifndef APP_CHECK_FSCK_PARTS_H
#define APP_CHECK_FSCK_PARTS_H

#include "app/desk/findings.h"

typedef struct Desk Desk;
typedef struct Index Index;
typedef struct Store Store;

typedef struct {
	Desk *desk;
	Store *store;
	Index *index;
	GPtrArray *findings; /* Finding* */
} Check;

/* Walks all commits up to `tip`: entries only grow, files are changed by those
 * who may, dates follow each other. */
gboolean fsck_history(const Check *check, const char *tip, GError **error);

#endif
