/* The ticket that others are merged into or linked with. */
#ifndef CMD_OTHER_TICKET_H
#define CMD_OTHER_TICKET_H

#include "cmd/command.h"

/* The one that operand `place`, the last, names; `which` asks for it. g_free()
 * the uid. */
gboolean other_ticket(Context *context, guint place, const Phrase *which,
	char **uid, GError **error);

#endif
