/*
 * The inside of an operation, for operation.c (its state) and
 * app/change/operation_run.c (its course) alone.
 */
#ifndef APP_OPERATION_OPERATION_STATE_H
#define APP_OPERATION_OPERATION_STATE_H

#include "app/operation/operation.h"
#include "store/store.h"

typedef struct {
	char *uid, *path;
	Ticket *before; /* NULL: made by this operation */
	Ticket *now;
	Ticket *chosen; /* before rules changed it; NULL: they did not */
	Instant at; /* for the workflow; INSTANT_NONE = now */
	gboolean may_move; /* operation_allow_move() */
	gboolean derived; /* nothing in it is random */
	Instant created;  /* derived */
	guint names;	  /* derived so far */
} OpenTicket;

struct Operation {
	Desk *desk;
	const OperationSettings *settings;
	const Regulation *regulation;
	StoreChange *change;
	const char *me; /* login; "desk" for automation */
	GPtrArray *open; /* OpenTicket*, in the order of first use */
	GHashTable *by_uid; /* uid → OpenTicket, borrowed */
	GHashTable *told; /* address → GArray of Instant */
	GHashTable *written; /* path → GBytes: files that are judged */
	GHashTable *encoded; /* path → GBytes: its tickets, when they are done */
	gint64 next_number;	/* 0: not asked yet */
	gboolean overtaken;	/* plain git committed behind this operation */
};

/* One attempt begins: forgets the one before, takes the write lock. */
gboolean operation_start(Operation *op, GError **error);
void operation_clear(Operation *op);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Operation, operation_clear)

/* What was done to a ticket so far. Free with operation_ticket_free(). */
OperationTicket *operation_describe(Operation *op, const OpenTicket *open);
void operation_ticket_free(void *ticket);
/* May it stand: values that the regulation knows, entries that only grew, the
 * workflow? */
gboolean operation_check(Operation *op, const OpenTicket *open,
	const OperationTicket *told, GError **error);

#endif
