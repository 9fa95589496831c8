#include "app/desk/identity.h"

#include "app/desk/current_index.h"
#include "app/desk/desk_parts.h"
#include "app/desk/desk_state.h"
#include "base/error.h"
#include "index/agents.h"
#include "index/people.h"
#include "store/tip.h"

static const Phrase
	no_identity = {"who are you? git knows no address of yours; set it "
			"with `git config --global user.email YOU@EXAMPLE`, or "
			"name an agent with --as",
		"кто вы? git не знает вашего адреса; задайте его через `git "
		"config --global user.email ВЫ@EXAMPLE` или назовите "
		"сотрудника через --as"},
	several_agents = {"%1 belongs to %2; leave it in one of their files "
			"(`desk agent edit LOGIN`), --as names one",
		"%1 принадлежит сразу %2; оставьте его в одном из файлов "
		"(`desk agent edit ЛОГИН`), --as называет сотрудника"},
	no_agent = {"%1 belongs to no agent; `desk agent add LOGIN --mail %1` "
			"makes one, --as names one",
		"%1 — ничей адрес; сотрудника заведёт `desk agent add ЛОГИН "
		"--mail %1`, --as называет его"},
	has_left = {"%1 has left (agents/%1.yaml); `desk agent list` shows who "
			"is there",
		"%1 больше не работает (agents/%1.yaml); кто есть, показывает "
		"`desk agent list`"},
	no_mail = {"agents/%1.yaml names no mail address; add `mails:`",
		"в agents/%1.yaml нет почтового адреса; добавьте `mails:`"};

gboolean desk_need_here(Desk *desk, const char *login, GError **error)
{
	gboolean left;
	Index *index = desk_index(desk, error);
	if (!index || !index_agent_has_left(index, login, &left, error))
		return FALSE;
	return !left || desk_refuse(error, DESK_ERROR_PERSON, &has_left, login,
		NULL);
}

static char *identity_login(Desk *desk, Index *index, GError **error)
{
	if (desk->agent)
		return people_find_agent(index, desk->agent, FALSE, error);
	g_autofree char *mail = store_author_mail(desk->place);
	if (!mail) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_identity, NULL);
		return NULL;
	}
	char *login;
	g_autofree char *several = NULL;
	if (!people_agent_by_mail(index, mail, &login, error) ||
		(!login && !people_agents_of_mail(index, mail, &several,
			error)))
		return NULL;
	if (several)
		desk_refuse(error, DESK_ERROR_CONFIG, &several_agents, mail,
			several, NULL);
	else if (!login)
		desk_refuse(error, DESK_ERROR_CONFIG, &no_agent, mail, NULL);
	return login;
}

const char *desk_me(Desk *desk, GError **error)
{
	if (desk->me)
		return desk->me;
	Index *index = desk_index(desk, error);
	g_autofree char *login = index ? identity_login(desk, index, error) :
		NULL;
	if (login && desk_need_here(desk, login, error))
		desk->me = g_steal_pointer(&login);
	return desk->me;
}

gboolean desk_me_if_any(Desk *desk, const char **me, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Index *index = desk->agent ? desk_index(desk, error) : NULL;
	g_autofree char *named = index ? people_find_agent(index, desk->agent,
		FALSE, error) : NULL;
	if (desk->agent && !named)
		return FALSE;
	*me = desk_me(desk, &problem);
	if (*me || g_error_matches(problem, DESK_ERROR, DESK_ERROR_CONFIG) ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON))
		return TRUE;
	return desk_error_pass(error, &problem);
}

gboolean desk_identity(Desk *desk, const char **name, const char **mail,
	GError **error)
{
	const char *login = desk_me(desk, error);
	if (!login)
		return FALSE;
	if (!desk->my_mail &&
		!people_agent_identity(desk->index, login, &desk->my_name,
			&desk->my_mail, error))
		return FALSE;
	if (!desk->my_mail)
		return desk_refuse(error, DESK_ERROR_CONFIG, &no_mail, login,
			NULL);
	*name = desk->my_name;
	*mail = desk->my_mail;
	return TRUE;
}
