#include "cmd/report_month.h"

#include "app/desk/desk.h"
#include "base/error.h"
#include "cmd/frame.h"
#include "index/customers.h"
#include "model/regulation.h"

static const Phrase not_taken = {"report month does not take --%1",
	"отчёт month не принимает --%1"};

gboolean report_month_options(const Context *context, const Report *report,
	GError **error)
{
	static const char *const names[] = {"since", "until", "by", "query",
		"within", "as-was", "ids", "drill", "as-of", NULL};
	for (guint i = 0; report->source == REPORT_MONTH && names[i]; i++)
		if (option_given(context, names[i])) {
			usage_error(context, error, &not_taken, names[i], NULL);
			return FALSE;
		}
	return TRUE;
}

/* Static. */
static gboolean language_of(Context *context, const char *customer,
	const char **language, GError **error)
{
	const Regulation *regulation = desk_regulation(context->desk, error);
	Index *index = regulation ? desk_index(context->desk, error) : NULL;
	g_autofree char *own = NULL;
	if (!index || (customer && !index_customer_language(index, customer,
		&own, error)))
		return FALSE;
	*language = g_intern_string(own && *own ? own : regulation->language);
	return TRUE;
}

gboolean report_month(Context *context, const ReportSettings *settings,
	GError **error)
{
	Page *page = context_page(context, PAGE_OBJECT, &month_page_schema);
	if (settings->customer && present_document(context) &&
		!language_of(context, settings->customer, &page->language,
			error))
		return FALSE;
	return month_page_fill(context->desk, settings, page, error);
}
