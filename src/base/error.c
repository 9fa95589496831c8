#include "base/error.h"

G_DEFINE_QUARK(desk-error-quark, desk_error)

int desk_error_exit_status(const GError *error)
{
	if (error->domain == DESK_ERROR)
		return error->code;
	return DESK_ERROR_BUG;
}
