#include "app/time/remind_parts.h"

/* --- what is due --------------------------------------------------------- */

void remind_add_uid(RemindPlan *plan, const char *uid)
{
	if (g_hash_table_add(plan->known, g_strdup(uid)))
		g_ptr_array_add(plan->uids, g_strdup(uid));
}
