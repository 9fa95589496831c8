/*
 * Is what people set here in order: desk.yaml, the files beside it (as they
 * stand in the work tree, committed or not; of a bare store at the tip), and
 * the settings in git's configuration?
 */
#ifndef APP_CHECK_CONFIG_CHECK_H
#define APP_CHECK_CONFIG_CHECK_H

#include "app/desk/findings.h"

typedef struct Desk Desk;

/* Finding*; those of settings are in no file. g_ptr_array_unref(). */
GPtrArray *config_check(Desk *desk, GError **error);

#endif
