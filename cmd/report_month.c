#include "cmd/report_month.h"

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
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

gboolean report_set_language(Context *context, const char *customer,
	GError **error)
{
	g_autofree char *own = NULL;
	if (!option_given(context, "email") && !(customer &&
		present_document(context)))
		return TRUE;
	const Regulation *regulation = desk_regulation(context->desk, error);
	Index *index = regulation ? desk_index(context->desk, error) : NULL;
	if (!index || (customer && !index_customer_language(index, customer,
		&own, error)))
		return FALSE;
	context->page->language = g_intern_string(own && *own ? own :
		regulation->language);
	return TRUE;
}

gboolean report_month(Context *context, const ReportSettings *settings,
	GError **error)
{
	Page *page = context_page(context, PAGE_OBJECT, &month_page_schema);
	return report_set_language(context, settings->customer, error) &&
		month_page_fill(context->desk, settings, page, error);
}
