#include "rules/undone.h"

#include <string.h>

void undone_mark(StatusChange *changes, guint count)
{
	g_autoptr(GPtrArray) standing = g_ptr_array_new();
	for (guint i = 0; i < count; i++) {
		StatusChange *change = &changes[i];
		StatusChange *last = standing->len == 0 ? NULL :
			standing->pdata[standing->len - 1];
		change->undone = change->undo && last &&
			strcmp(change->before, last->after) == 0 &&
			strcmp(change->after, last->before) == 0;
		if (!change->undone) {
			g_ptr_array_add(standing, change);
			continue;
		}
		last->undone = TRUE;
		g_ptr_array_remove_index(standing, standing->len - 1);
	}
}
