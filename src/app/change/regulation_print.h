/*
 * The written part of the regulation: the folder regulation beside the settings of
 * desk.yaml, as one document; and who has read which version of it.
 *
 * A reading is a file regulation/read/LOGIN.yaml: `version` (the first 12
 * digits of a digest of all that the document is made of) and `at`.
 */
#ifndef APP_CHANGE_REGULATION_PRINT_H
#define APP_CHANGE_REGULATION_PRINT_H

#include "app/operation/operation.h"
#include "text/page.h"

/* Markdown, or one HTML page. */
GString *written_report(Desk *desk, gboolean html, GError **error);

/* OperationApply: the acting agent has read the present version. */
gboolean written_ack(Operation *op, void *data, GError **error);
/* A row an agent: login, has read the present version, which version, when;
 * `*missing` TRUE if somebody has not read the present one. */
gboolean written_list(Desk *desk, Page *page, gboolean *missing,
	GError **error);

#endif
