#include "rules/loop_guard.h"

#include <string.h>

#include "text/mailbox.h"

#define HOUR_SECONDS ((gint64)3600)
#define DEFAULT_CAP_3H 10
#define DEFAULT_CAP_DAY 40

const HoldReason hold_reasons[] = {
	{"automatic", {"it would answer a mail that no person wrote",
		"это был бы ответ на письмо, которое писал не человек"}},
	{"bad-address", {"mail to this address failed for good, or it is none",
		"письма на этот адрес не доходят, или это не адрес"}},
	{"cap-3h", {"too many automatic mails to this address in three hours",
		"слишком много автоматических писем на этот адрес за три часа"}},
	{"cap-day", {"too many automatic mails to this address in a day",
		"слишком много автоматических писем на этот адрес за сутки"}},
	{HOLD_DIGEST, {"it was said in one letter with others",
		"сказано в одном письме с другими"}},
	{"noreply", {"nobody reads this address",
		"этот адрес никто не читает"}},
	{"old-mail", {"the mail is old: an import, or a first pull",
		"письмо старое: импорт или первая загрузка"}},
	{"own-address", {"it is an address of this help desk",
		"это адрес самой службы поддержки"}},
	{"spam", {"the ticket is spam", "заявка — спам"}},
	{"switched-off", {"the customer does not want it",
		"клиент отказался от таких писем"}},
	{"unverified", {"the sender of the mail is not proven",
		"отправитель письма не подтверждён"}},
};
const gsize hold_reasons_count = G_N_ELEMENTS(hold_reasons);

const HoldReason *hold_reason_find(const char *name)
{
	for (gsize i = 0; i < hold_reasons_count; i++)
		if (strcmp(hold_reasons[i].name, name) == 0)
			return &hold_reasons[i];
	return NULL;
}

static guint count_since(const LoopQuestion *question, gint64 seconds)
{
	guint count = 0;
	for (gsize i = 0; i < question->sent_count; i++)
		count += question->sent[i] > question->now - seconds;
	return count;
}

static gboolean is_automatic(const LoopQuestion *question)
{
	return question->answers_mail && question->automatic_reason;
}

static gboolean is_bad(const LoopQuestion *question)
{
	return question->address_failed || !strchr(question->to, '@');
}

static gboolean is_over_3h(const LoopQuestion *question)
{
	guint cap = question->cap_3h ? question->cap_3h : DEFAULT_CAP_3H;
	return count_since(question, 3 * HOUR_SECONDS) >= cap;
}

static gboolean is_over_day(const LoopQuestion *question)
{
	guint cap = question->cap_day ? question->cap_day : DEFAULT_CAP_DAY;
	return count_since(question, 24 * HOUR_SECONDS) >= cap;
}

static gboolean is_noreply(const LoopQuestion *question)
{
	return mailbox_is_daemon(question->to);
}

static gboolean is_old(const LoopQuestion *question)
{
	return question->silent;
}

static gboolean is_own(const LoopQuestion *question)
{
	return question->to_own_address;
}

static gboolean is_spam(const LoopQuestion *question)
{
	return question->spam;
}

static gboolean is_off(const LoopQuestion *question)
{
	return question->switched_off;
}

static gboolean is_unverified(const LoopQuestion *question)
{
	return question->unverified;
}

/* In the order in which they are asked: the first one is the reason. */
static const struct {
	const char *name;
	gboolean (*holds)(const LoopQuestion *question);
} checks[] = {
	{"switched-off", is_off},
	{"old-mail", is_old},
	{"spam", is_spam},
	{"automatic", is_automatic},
	{"own-address", is_own},
	{"bad-address", is_bad},
	{"noreply", is_noreply},
	{"unverified", is_unverified},
	{"cap-3h", is_over_3h},
	{"cap-day", is_over_day},
};

const HoldReason *loop_guard(const LoopQuestion *question)
{
	for (gsize i = 0; i < G_N_ELEMENTS(checks); i++)
		if (checks[i].holds(question))
			return hold_reason_find(checks[i].name);
	return NULL;
}
