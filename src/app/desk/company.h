/*
 * Whose documents a store makes: `company` of desk.yaml.
 *
 *	company: {name: ООО «Наша фирма», logo: logo.png}
 */
#ifndef APP_DESK_COMPANY_H
#define APP_DESK_COMPANY_H

#include <glib.h>

typedef struct Desk Desk;

/* `*name` (g_free()) NULL: desk.yaml says nothing of it. `*logo`
 * (g_bytes_unref()) is a PNG of at most COMPANY_LOGO_BYTES as it was committed;
 * NULL: there is none, or it is none of that, which is said. */
gboolean company_read(Desk *desk, char **name, GBytes **logo, GError **error);
#define COMPANY_LOGO_BYTES (256 * 1024)

#endif
