/*
 * The solutions to call back about: those that section `verify` draws and that
 * nobody has called back about.
 */
#ifndef APP_SHOW_UNVERIFIED_H
#define APP_SHOW_UNVERIFIED_H

#include "text/page.h"

typedef struct Desk Desk;

extern const Schema unverified_schema;

/* Adds a table of those that who acts may call back about, the oldest solution
 * first. */
gboolean unverified_show(Desk *desk, Page *page, GError **error);

#endif
