/*
 * What the query parser (rules/query.h) asks of the store: regulation, now, me,
 * people by the index; its days are those of the store's zone, whoever asks.
 */
#ifndef APP_DESK_QUERY_CONTEXT_H
#define APP_DESK_QUERY_CONTEXT_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct QueryContext QueryContext;

/* For what somebody types. */
gboolean desk_query_context(Desk *desk, QueryContext *context, GError **error);
/* For what is written in desk.yaml: it means the same to everybody. */
gboolean desk_rule_context(Desk *desk, QueryContext *context, GError **error);

#endif
