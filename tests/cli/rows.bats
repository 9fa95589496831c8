# Where many of a kind are known, one place knows them: a row added there, and
# nothing else, is a field, a command, a figure … everywhere.
load helper

# What the map of the code says of that is tried here, but for what is drawn.
DRAWN='a chart'

setup_file() {
	. "$BATS_TEST_DIRNAME/rows/room.bash"
	ROOM=$BATS_FILE_TMPDIR/room
	room_make && add_rows && room_build
}

add_rows() {
	put 'a ticket field' src/model/field.c 'const Field fields[]' \
'	{"impact", FIELD_ENUM, SET | RULE | RANK | COUNT, 31, {"impact",
		"влияние"}, .help = {"how many cannot work",
			"скольким это мешает"},
		.values = (const FieldValue[]){{"one", {"one", "один"}},
			{"some", {"some of them", "несколько"}},
			{"all", {"everybody", "все"}}, {0}}},' &&
	put 'a command' cmd/commands.c '#define COMMANDS' '	ROW(hello) \' &&
	file 'a command' cmd/hello.c &&
	put 'a member of an answer' cmd/hello.c 'static const Member members[]' \
		'	{"letters", {NULL}, VALUE_INTEGER, 0, "of all subjects"},' &&
	file 'a question to the index' include/index/letters.h &&
	file 'a question to the index' src/index/letters.c &&
	put 'a subcommand' cmd/fields.c 'static const Subcommand subcommands[]' \
'	{"hands", NULL, {"of people", "рук"}, {VALUE_OF_NOTHING}, NULL,
		list_flags, FALSE},' &&
	put 'an entry kind' src/model/entry_kind.c 'const EntryKind entry_kinds[]' \
'	{"thanks", TRUE, TRUE, TRUE, {"thanks", "спасибо"},
		{"for nothing", "не за что"}},' &&
	put 'a timed job' src/app/time/cron.c '} jobs[] = {' \
'	{"welcome", {"hello"}, NULL, NULL, NULL, FALSE},' &&
	put 'a section of `desk.yaml`' src/model/regulation_sections.c \
		'#define SECTIONS' '	ROW("motto", &flag, "has one") \' &&
	put 'a setting' src/model/setting.c 'const Setting settings[]' \
'	{"greeting", SETTING_WORD, FALSE, 0, 0, "hello hi", "hello",
		{"what is said", "что говорят"}},' &&
	put 'an output format' src/render/formats.h '#define FORMATS' \
		'	FORMAT(counts) \' &&
	file 'an output format' src/render/counts.c &&
	put 'a column of listings' src/index/select_columns.c \
		'static const SelectColumn own[]' \
'	{"length", {"length", "длина"}, "length(ticket.subject)", VALUE_INTEGER,
		0, {"letters of the subject", "букв в теме"}},' &&
	put 'a figure of reports' src/report/metric.c 'const Metric metrics[]' \
'	{"opened", {"Opened", "Открыли"}, FIGURE_COUNT,
		AT(counts[FACT_CREATED]), &tickets, BETTER_NONE, "new tickets"},' &&
	put 'a report' src/report/grouping.c 'const Report reports[]' \
'	{"small", {"Small", "Малый"}, REPORT_EVENTS, "impact", "opened solved",
		"opened", {"little", "немного"}},' &&
	put 'a field of the query language' src/rules/query_fields.c \
		'static const QueryField own[]' \
'	{"heard", "date", {"when we wrote last", "когда мы писали"}},' &&
	put 'a field of the query language' src/index/query_term.c \
		'static const FieldSql rows[]' \
'	{"heard", value_date_sql, "ticket.answered_at", NULL_OF("answered_at")},' &&
	add_links && add_rules && add_mail && add_exports && add_mottos
}

add_links() {
	put 'a way to link tickets' src/model/relation.c \
		'const Relation relations[]' \
'	{"follows", "after", TRUE, TRUE, {"before", "до неё"},
		{"after", "после неё"}},'
}

add_rules() {
	put 'what holds of a verb alone' src/model/verb.c '} verbs[] = {' \
		'	{"assign", VERB_REASONED},' &&
	put 'an action of rules' src/model/regulation_actions.c \
		'const RegulationAction regulation_actions[]' \
		'	{"hail", "TEXT", "says TEXT to who has it", TRUE},' &&
	code 'an action of rules' src/app/change/rules_act.c \
		'/* In the order of regulation_actions.' \
		"$(cat "$BATS_TEST_DIRNAME/rows/hail.c")" &&
	code 'an action of rules' src/app/change/rules_act.c '	act_notify,' \
		'	act_hail,' &&
	named 'mail about a ticket that desk writes by itself' \
		src/app/outbox/notice.h
}

add_mail() {
	put 'an occasion of notices' src/model/notify.c \
		'const NotifyOccasion notify_occasions[]' \
		'	{"impact", "assignee", "it has another impact"},' &&
	code 'an occasion of notices' src/rules/notify.c \
		'	if (is_escalated(&change))' \
'	if (changed_to_value(&change, "impact"))
		add(events, "impact", NULL);' &&
	put 'a placeholder of templates' src/model/canned.c \
		'const CannedField canned_fields[]' \
'	{"impact", FALSE, {"its name", "его имя"}},' &&
	code 'a placeholder of templates' src/app/outbox/template.c \
		'	set(record, "vendor"' \
		'	set(record, "impact", ticket_get(ticket, "impact"));' &&
	put 'a reason to hold mail' src/rules/loop_guard.c \
		'const HoldReason hold_reasons[]' \
		'	{"shy", {"they are shy", "робеет"}},' &&
	code 'a reason to hold mail' src/rules/loop_guard.c \
		'/* In the order in which they are asked' \
'static gboolean is_shy(const LoopQuestion *question)
{
	return strstr(question->to, "shy@") != NULL;
}
' &&
	put 'a reason to hold mail' src/rules/loop_guard.c '} checks[] = {' \
		'	{"shy", is_shy},'
}

add_exports() {
	put 'a column of an export' src/index/export.c \
		'static const ExportColumn derived[]' \
'	{"letters", VALUE_INTEGER, {"of the subject", "в теме"},
		"length(ticket.subject)"},' &&
	file 'a format of exports' src/app/export/names.c &&
	put 'a format of exports' src/app/export/format.h \
		'#define EXPORT_FORMATS' '	FORMAT(names) \'
}

add_mottos() {
	file 'a file that people write' include/model/motto.h &&
	file 'a file that people write' src/model/motto.c &&
	put 'a file that people write' src/app/desk/files_judge_readers.c \
		'static const FileKind kinds[]' \
		'	{"mottos", "motto", read_motto},' &&
	code 'a file that people write' src/app/desk/files_judge_readers.c \
		'/* --- which ---' \
'#include "model/motto.h"

static gboolean read_motto(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	(void)judge;
	return motto_check(path, text, size, error);
}
'
}

setup() {
	PLAIN=$DESK_BIN
	DESK_BIN=$BATS_FILE_TMPDIR/room/build/desk
	sandbox
}

complete() { desk __complete -- "$@" | cut -f1; }

@test "the map of the code names places that are there, and all is tried" {
	NO_FSCK=1
	. "$BATS_TEST_DIRNAME/rows/room.bash"
	local rows what file
	rows=$(sed -n '/^## One place to add a thing/,/^## Traps/s/^| \([^|]*\) |.*/\1/p' \
		"$TREE/src/README.md" | grep -v '^to add$')
	equals "$(sort <<<"$rows")" \
		"$({ echo "$DRAWN"; cat "$BATS_FILE_TMPDIR/room/tried"; } | sort -u)"
	while read -r what; do
		for file in $(places "$what" | sed -E 's/NAME|SUBJECT/*/'); do
			compgen -G "$TREE/$file" >/dev/null ||
				compgen -G "$TREE/${file/src/include}" \
					>/dev/null || fail "$what: no $file"
		done
	done <<<"$rows"
}

@test "a ticket field is one row" {
	new_store
	desk new -s 'Printer is dead' >/dev/null
	desk new -s 'Network is down' >/dev/null
	desk new -s 'A question' >/dev/null
	desk set 1 impact=some >/dev/null
	desk set 2 impact=Everybody >/dev/null
	run -64 desk set 3 impact=few
	has 'one of one, some, all'
	# In the file, by hand, too.
	run -0 grep -x 'impact: some' "$(file_of 1)"
	sed -i 's/^impact: some$/impact: one/' "$(file_of 1)"
	git commit -qam 'only one of them'
	equals "$(field 1 impact)" one
	sed -i 's/^impact: one$/impact: few/' "$(file_of 1)"
	run -1 git commit -qam 'not a value'
	has impact
	git checkout -q .
	# Shown, listed, sorted, asked for.
	run -0 desk show 2 -O table
	has 'impact'
	has 'everybody'
	DESK_FORCE_TTY=120 LC_ALL=ru_RU.UTF-8 run -0 desk show 2
	has 'влияние'
	has 'все'
	run -0 desk list --fields number,impact --sort -impact
	equals "$output" $'2\tall\n1\tone\n3\t'
	equals "$(desk list impact:some+ -O ids)" 2
	equals "$(desk list impact:one..some -O ids)" 1
	equals "$(desk list no:impact -O ids)" 3
	run -0 desk list -O json
	equals "$(json '.[] | select(.number == 2).impact')" all
	# What it was, and what was counted by it.
	run -0 desk log 1
	has 'impact some → one'
	run -0 desk list impact:some --as-of 2026-11-21T06:14:03Z -O ids
	run -0 desk report kpi --by impact -O json
	equals "$(json '[.rows[] | [.impact, .open]] | sort | tostring')" \
		'[[null,1],["all",1],["one",1]]'
	# Offered, and explained.
	equals "$(complete set 1 imp)" impact=
	equals "$(complete set 1 impact=a)" impact=all
	equals "$(complete list impact:o)" impact:one
	equals "$(complete list --sort -imp)" -impact
	equals "$(complete report kpi --by im)" impact
	run -0 desk fields
	has 'impact	enum	true	true	true	impact	how many cannot work'
	# Rules may set it.
	sed -i "s/^routing:.*/&\n  - {if: 'subject:network', set: {impact: all}}/" \
		desk.yaml
	commit 'a rule' desk.yaml
	desk new -s 'Network again' >/dev/null
	equals "$(field 4 impact)" all
}

@test "the index of a desk that knows fewer fields is made anew" {
	new_store
	"$PLAIN" new -s 'Printer is dead' >/dev/null
	run -0 desk set 1 impact=all
	equals "$(field 1 impact)" all
}

@test "what else the map of the code promises is true" {
	new_store
	desk new -s 'Printer is dead' >/dev/null
	# A command, and a setting that it reads.
	run -0 desk hello
	has hello
	desk config set greeting hi
	run -0 desk hello -O json
	equals "$(json '[.greeting, .letters] | tostring')" '["hi",15]'
	run -0 desk schema hello/1
	has letters
	run -64 desk config set greeting servus
	has 'hello'
	equals "$(complete config set gree)" greeting
	equals "$(complete hel)" $'hello\nhelp'
	run -0 desk help
	has 'says it'
	# A subcommand.
	equals "$(desk fields hands -O ids | sort)" "$(desk fields is -O ids | sort)"
	equals "$(complete fields ha)" hands
	# An entry kind.
	cat >>"$(file_of 1)" <<-'END'
		---
		id: thanks1
		kind: thanks
		at: 2026-11-21T06:14:03Z
		by: ivan@acme.example
		body: Well done.
	END
	git commit -qam 'thanks by hand'
	DESK_FORCE_TTY=120 LC_ALL=ru_RU.UTF-8 run -0 desk show 1
	has спасибо
	run -0 desk fields entries
	has 'thanks	true	true	for nothing'
	# A timed job.
	run -0 desk cron run
	run -0 desk cron status
	has $'welcome\t2026-11-21T06:14:03Z'
	# A section.
	echo 'motto: perhaps' >>desk.yaml
	run -1 desk config check
	has 'true or false'
	sed -i 's/^motto: perhaps/motto: true/' desk.yaml
	desk config check
	git checkout -q desk.yaml
	# A format.
	run -0 desk list -O counts
	equals "$output" '1 blocks'
	desk list -o out.counts
	equals "$(cat out.counts)" '1 blocks'
	equals "$(desk list -O counts -z | tr '\0' .)" '1 blocks.'
	equals "$(complete list -O cou)" counts
	rm out.counts
	# A column.
	run -0 desk list --fields number,length --sort length
	equals "$output" $'1\t15'
	equals "$(desk list --json | jq .[0].length)" 15
	equals "$(complete list --fields number,len)" number,length
	# A figure, and a report that shows it.
	run -0 desk report small -O json
	equals "$(json '.rows[0].opened')" 1
	equals "$(complete report sm)" small
	# A field of the query language.
	equals "$(desk list no:heard -O ids)" 1
	equals "$(desk list heard:today -O ids)" ''
	equals "$(complete list hea)" heard:
}

@test "what rules, notices and files of people promise is true" {
	now 2026-11-20T10:00:00Z
	new_store
	# What holds of a verb.
	add_agent bob 'Bob Brown'
	add_agent shy 'Sue Shy'
	desk new -s 'Printer is dead' >/dev/null
	desk new -s 'Printer is dead' -a shy >/dev/null
	run -64 desk assign 1 bob
	desk assign 1 bob -m 'He knows it'
	# An action, whose mail desk writes by itself.
	sed -i 's/^routing:.*/&\n  - {name: loud, if: "tags:hot", on: changed, do: [hail Hurry]}/' \
		desk.yaml
	# An occasion, with a placeholder.
	sed -i 's/^notify:.*/&\n  impact: told/' desk.yaml
	mkdir -p templates
	printf 'title: Told\nbody: It is %%(impact).\n' >templates/told.yaml
	desk config check
	commit told desk.yaml templates/told.yaml
	desk set 1 tags+=hot
	equals "$(said 1 | tail -n1)" 'Bob Brown <bob@desk.example> Hurry'
	desk set 1 impact=all
	equals "$(said 1 | tail -n1)" 'Bob Brown <bob@desk.example> It is all.'
	# A reason to hold it.
	desk set 2 impact=all
	equals "$(said 2 | tail -n1)" 'Sue Shy <shy@desk.example> It is all. shy'
	# A link.
	desk link 2 follows 1
	LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=120 run -0 desk show 1
	has 'после неё'
	equals "$(desk list links:1 -O ids)" 2
	run -4 desk link 1 after 2
	equals "$(complete link 1 fol)" follows
	# A file.
	mkdir mottos
	echo 'text: Well done' >mottos/one.yaml
	echo 'txt: Well done' >mottos/two.yaml
	git add mottos
	run -1 git commit -qm mottos
	has 'mottos/two.yaml:1:1:'
	run -1 desk config check
	has 'unknown key "txt"'
	echo 'text: Well done' >mottos/two.yaml
	git add mottos
	git commit -qm mottos
	# Exports.
	run -0 desk export --to csv --table tickets
	equals "$(head -n1 <<<"$output" | grep -o 'letters')" letters
	run -0 desk export --to names --table tickets
	equals "$output" $'tickets\na row\na row'
	equals "$(complete export --to nam)" names
	run -64 desk export --to none
	has names
}

# said TICKET: to whom, what, and why it is held.
said() {
	desk show "$1" --json | jq -r '.entries[] | select(.kind == "notice") |
		[(.to | join(",")), (.body | rtrimstr("\n")), .hold // empty] | join(" ")'
}
