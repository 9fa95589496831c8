#include "app/intake/pull_idle.h"

#include <string.h>

#include "base/error.h"
#include "system/clock.h"
#include "system/ending.h"

#define WAIT_MS (9 * 60 * 1000)	 /* servers end a wait of half an hour */
#define LOOK_MS (10 * 60 * 1000) /* a look that nothing called for */
#define FIRST_PAUSE_MS (5 * 1000)
#define LONGEST_PAUSE_MS (10 * 60 * 1000)

static const Phrase
	no_account = {"there is no account %1", "учётной записи %1 нет"},
	no_accounts = {"no mail account yet; `desk mail add ADDRESS` makes one",
		"учётных записей почты ещё нет; заведите: `desk mail add АДРЕС`"},
	gone = {"there is no account %1 any more", "ящика %1 больше нет"},
	none_answers = {"there is nothing to wait for: no account could be "
			"reached; `desk mail test` looks closer",
		"ждать нечего: ни один ящик не отвечает; причину покажет `desk "
		"mail test`"};

/* One account. */
typedef struct {
	char *name;
	gint64 pull_at;	 /* 0: something came */
	guint failures;	 /* of pulls, one after the other */
	char *problem;	 /* that was told */
} Post;

/* One of its folders. */
typedef struct {
	Post *post;
	char *folder;
	GThread *thread; /* NULL while it does not wait */
	gint64 start_at;
	guint failures;
	gboolean was_connected;
	gboolean is_final; /* its last failure: waiting will not mend it */
} Place;

typedef struct {
	const IdleSettings *settings;
	IntakeReport *report;
	GPtrArray *posts, *places;
	GAsyncQueue *events; /* Bell* */
} Idle;

typedef struct {
	Place *place;
	GError *problem; /* NULL: there may be new mail */
} Bell;

/* What a thread has for itself. */
typedef struct {
	Account *account;
	char *folder;
	Place *place; /* not looked into */
	GAsyncQueue *events;
} Watch;

static void post_free(void *data)
{
	Post *post = data;
	g_free(post->name);
	g_free(post->problem);
	g_free(post);
}

static void bell_free(void *data)
{
	Bell *bell = data;
	g_clear_error(&bell->problem);
	g_free(bell);
}

/* No thread outlives what it uses, least of all the process. */
static void join(Place *place)
{
	if (place->thread)
		g_thread_join(g_steal_pointer(&place->thread));
}

static void place_free(void *data)
{
	Place *place = data;
	join(place);
	g_free(place->folder);
	g_free(place);
}

static void idle_clear(Idle *idle)
{
	g_clear_pointer(&idle->places, g_ptr_array_unref);
	g_clear_pointer(&idle->posts, g_ptr_array_unref);
	g_clear_pointer(&idle->events, g_async_queue_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Idle, idle_clear)

/* --- the thread that waits ------------------------------------------- */

static void watch_free(Watch *watch)
{
	account_free(watch->account);
	g_free(watch->folder);
	g_async_queue_unref(watch->events);
	g_free(watch);
}

static void tell(const Watch *watch, GError *problem)
{
	Bell *bell = g_new0(Bell, 1);
	bell->place = watch->place;
	bell->problem = problem;
	g_async_queue_push(watch->events, bell);
	ending_wake();
}

/* Selects anew each time: what is there then has been told. */
static gboolean wait_on(const Watch *watch, MailSource *source, GError **error)
{
	while (!ending_is_asked()) {
		guint32 uidvalidity;
		gboolean changed = FALSE;
		if (!mail_source_select(source, watch->folder, &uidvalidity,
			error))
			return FALSE;
		tell(watch, NULL);
		while (!changed && !ending_is_asked())
			if (!mail_source_wait(source, WAIT_MS, &changed, error))
				return FALSE;
	}
	return TRUE;
}

static gpointer watch_run(gpointer data)
{
	Watch *watch = data;
	GError *problem = NULL;
	g_autoptr(MailSource) source = mail_source_open(watch->account->mail,
		&problem);
	if (source)
		wait_on(watch, source, &problem);
	g_clear_pointer(&source, mail_source_close);
	tell(watch, problem);
	watch_free(watch);
	return NULL;
}

/* --- starting them --------------------------------------------------- */

/* Each thread gets an account of its own, unlocked anew: tokens age. */
static Account *fresh_account(Desk *desk, const char *name, GError **error)
{
	g_autoptr(GPtrArray) accounts = accounts_read(desk, error);
	for (guint i = 0; accounts && i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		if (strcmp(account->mail->name, name) != 0)
			continue;
		if (!account_unlock(desk, account, error))
			return NULL;
		account->mail->after = AFTER_KEEP; /* it only looks */
		account->mail->until_ending = TRUE;
		g_ptr_array_set_free_func(accounts, NULL);
		for (guint k = 0; k < accounts->len; k++)
			if (k != i)
				account_free(g_ptr_array_index(accounts, k));
		return account;
	}
	if (accounts)
		desk_refuse(error, DESK_ERROR_CONFIG, &gone, name, NULL);
	return NULL;
}

static gint64 pause_after(guint failures)
{
	gint64 pause = FIRST_PAUSE_MS;
	for (guint i = 1; i < failures && pause < LONGEST_PAUSE_MS; i++)
		pause *= 2;
	return MIN(pause, LONGEST_PAUSE_MS);
}

static void say_problem(Idle *idle, Post *post, const GError *problem)
{
	const char *text = problem ? problem->message : NULL;
	if (g_strcmp0(post->problem, text) == 0)
		return;
	g_free(post->problem);
	post->problem = g_strdup(text);
	idle->settings->told(idle->settings->data, post->name, NULL, problem);
}

static void place_failed(Idle *idle, Place *place, const GError *problem)
{
	place->failures++;
	place->is_final = !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_TEMPORARY);
	place->start_at = clock_monotonic_ms() + pause_after(place->failures);
	say_problem(idle, place->post, problem);
}

static void start_place(Idle *idle, Place *place)
{
	g_autoptr(GError) problem = NULL;
	Desk *desk = idle->settings->renew(idle->settings->data, &problem);
	Account *account = desk ? fresh_account(desk, place->post->name,
		&problem) : NULL;
	if (!account) {
		place_failed(idle, place, problem);
		return;
	}
	Watch *watch = g_new0(Watch, 1);
	watch->account = account;
	watch->folder = g_strdup(place->folder);
	watch->place = place;
	watch->events = g_async_queue_ref(idle->events);
	place->thread = g_thread_new("desk-wait", watch_run, watch);
}

/* --- taking in ------------------------------------------------------- */

static void join_reports(IntakeReport *all, IntakeReport *one)
{
	for (guint i = 0; i < INTAKE_OUTCOMES; i++)
		all->counts[i] += one->counts[i];
	all->new_tickets += one->new_tickets;
	/* Notes were told; kept for days they would only grow. */
}

static gboolean did_something(const IntakeReport *report)
{
	for (guint i = 0; i < INTAKE_OUTCOMES; i++)
		if (i != INTAKE_KNOWN && report->counts[i] > 0)
			return TRUE;
	return FALSE;
}

static gboolean pull_now(Idle *idle, const char *name, IntakeReport *report,
	GError **error)
{
	const IdleSettings *settings = idle->settings;
	Desk *desk = settings->renew(settings->data, error);
	g_autoptr(GPtrArray) accounts = desk ? accounts_read(desk, error) : NULL;
	for (guint i = 0; accounts && i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		if (strcmp(account->mail->name, name) == 0)
			return pull_account(desk, account, &settings->pull,
				report, error);
	}
	return accounts != NULL;
}

static void pull_post(Idle *idle, Post *post)
{
	g_autoptr(GError) problem = NULL;
	g_auto(IntakeReport) report = {
		.notes = remarks_new()};
	gboolean good = pull_now(idle, post->name, &report, &problem);
	post->failures = good ? 0 : post->failures + 1;
	post->pull_at = clock_monotonic_ms() +
		(good ? LOOK_MS : pause_after(post->failures));
	join_reports(idle->report, &report);
	if (did_something(&report))
		idle->settings->told(idle->settings->data, post->name, &report,
			NULL);
	say_problem(idle, post, problem);
}

/* --- events ---------------------------------------------------------- */

static void take_events(Idle *idle)
{
	Bell *bell;
	while ((bell = g_async_queue_try_pop(idle->events))) {
		Place *place = bell->place;
		if (bell->problem) {
			join(place);
			place_failed(idle, place, bell->problem);
		} else {
			place->was_connected = TRUE;
			place->failures = 0;
			place->post->pull_at = 0;
		}
		bell_free(bell);
	}
}

static gint64 next_time(const Idle *idle)
{
	gint64 next = G_MAXINT64;
	for (guint i = 0; i < idle->places->len; i++) {
		const Place *place = g_ptr_array_index(idle->places, i);
		if (!place->thread)
			next = MIN(next, place->start_at);
	}
	for (guint i = 0; i < idle->posts->len; i++) {
		const Post *post = g_ptr_array_index(idle->posts, i);
		next = MIN(next, post->pull_at);
	}
	return next;
}

/* Nothing has ever worked and nothing will by waiting: that is an error. */
static gboolean is_hopeless(const Idle *idle)
{
	for (guint i = 0; i < idle->places->len; i++) {
		const Place *place = g_ptr_array_index(idle->places, i);
		if (place->was_connected || place->thread || !place->is_final)
			return FALSE;
	}
	return TRUE;
}

static gboolean run(Idle *idle, GError **error)
{
	while (!ending_is_asked()) {
		gint64 now = clock_monotonic_ms();
		for (guint i = 0; i < idle->places->len; i++) {
			Place *place = g_ptr_array_index(idle->places, i);
			if (!place->thread && place->start_at <= now)
				start_place(idle, place);
		}
		take_events(idle);
		if (is_hopeless(idle))
			return desk_refuse(error, DESK_ERROR_UNAVAILABLE,
				&none_answers, NULL);
		for (guint i = 0; i < idle->posts->len; i++) {
			Post *post = g_ptr_array_index(idle->posts, i);
			if (post->pull_at <= now && !ending_is_asked())
				pull_post(idle, post);
		}
		gint64 left = next_time(idle) - clock_monotonic_ms();
		ending_wait((int)CLAMP(left, 0, LOOK_MS));
	}
	return TRUE;
}

static void add_places(Idle *idle, const Account *account)
{
	Post *post = g_new0(Post, 1);
	post->name = g_strdup(account->mail->name);
	post->pull_at = G_MAXINT64; /* until it is connected */
	g_ptr_array_add(idle->posts, post);
	for (guint i = 0; i < account->mail->folders->len; i++) {
		Place *place = g_new0(Place, 1);
		place->post = post;
		place->folder = g_strdup(g_ptr_array_index(
			account->mail->folders, i));
		g_ptr_array_add(idle->places, place);
	}
}

gboolean pull_idle(const IdleSettings *settings, IntakeReport *report,
	GError **error)
{
	g_auto(Idle) idle = {
		.settings = settings,
		.report = report,
		.posts = g_ptr_array_new_with_free_func(post_free),
		.places = g_ptr_array_new_with_free_func(place_free),
		.events = g_async_queue_new_full(bell_free),
	};
	Desk *desk = settings->renew(settings->data, error);
	g_autoptr(GPtrArray) accounts = desk ? accounts_read(desk, error) : NULL;
	if (!accounts || !ending_listen(error))
		return FALSE;
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		if (!settings->account ||
			strcmp(settings->account, account->mail->name) == 0)
			add_places(&idle, account);
	}
	if (idle.places->len > 0)
		return run(&idle, error);
	return desk_refuse(error, settings->account ? DESK_ERROR_NOT_FOUND :
			DESK_ERROR_CONFIG, settings->account ? &no_account :
			&no_accounts, settings->account, NULL);
}
