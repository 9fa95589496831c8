-- Figures of `desk report kpi` from an export: "name|value" lines, shares in
-- parts of ten thousand. FROM_, UNTIL_, END_ and NOW_ stand for times in quotes.
WITH happened AS (
	SELECT * FROM facts WHERE at >= FROM_ AND at < UNTIL_ AND kind <> 'stood'
), names (kind, name) AS (
	VALUES ('created', 'created'), ('taken', 'taken'), ('solved', 'solved'),
	('unsolved', 'closed-unsolved'), ('escalated', 'escalated-out'),
	('reassigned', 'reassigned'), ('reopened', 'reopened'),
	('responded', 'responded'), ('message', 'messages'),
	('reply', 'replies'), ('comment', 'comments'), ('call', 'calls'),
	('missed', 'calls-missed'), ('automatic', 'automatic')
), times AS (
	SELECT 'first-response' AS name, seconds AS spent FROM happened
	WHERE kind = 'responded' AND NOT own
	UNION ALL SELECT 'first-response-bh', working_seconds FROM happened
	WHERE kind = 'responded' AND NOT own
	UNION ALL SELECT 'resolution', seconds FROM happened
	WHERE kind = 'solved' AND last
	UNION ALL SELECT 'resolution-bh', working_seconds FROM happened
	WHERE kind = 'solved' AND last
), ranked AS (
	SELECT name, spent, row_number() OVER (PARTITION BY name
		ORDER BY spent) AS place, count(*) OVER (PARTITION BY name) AS n
	FROM times
), first_solved AS (
	SELECT ticket, min(position) AS position FROM happened
	WHERE kind = 'solved' GROUP BY ticket
), judged AS (
	SELECT kind, followed, state = 'met' AS met, CASE state
		WHEN 'met' THEN stopped ELSE due END AS at
	FROM clocks WHERE state IN ('met', 'breached')
		OR (state <> 'void' AND due < NOW_)
), targets AS (
	SELECT kind, followed, met FROM judged
	WHERE at >= FROM_ AND at < UNTIL_ AND kind <> 'handover'
), shares AS (
	SELECT 'sla-' || kind AS name, count(*) FILTER (WHERE met) AS part,
		count(*) AS whole
	FROM targets WHERE kind IN ('first-response', 'next-reply',
		'resolution') GROUP BY kind
	UNION ALL SELECT 'sla-attainment', count(*) FILTER (WHERE met),
		count(*) FROM targets WHERE NOT followed
	UNION ALL SELECT 'promises-kept', count(*) FILTER (WHERE met), count(*)
	FROM targets WHERE kind = 'promise' AND NOT followed
	UNION ALL SELECT 'reopen-rate', count(*) FILTER (WHERE EXISTS (
		SELECT 1 FROM facts AS later WHERE later.ticket =
			first_solved.ticket AND later.kind = 'reopened'
		AND later.position > first_solved.position)), count(*)
	FROM first_solved
)
SELECT name, (SELECT count(*) FROM happened WHERE happened.kind = names.kind)
FROM names
UNION ALL SELECT 'reopened-thanks', count(*) FROM happened
WHERE kind = 'reopened' AND (SELECT kind FROM facts AS next
	WHERE next.ticket = happened.ticket
	AND next.position > happened.position
	AND next.kind IN ('solved', 'answered')
	ORDER BY next.position LIMIT 1) = 'solved'
UNION ALL SELECT 'open', count(DISTINCT ticket) FROM facts
WHERE kind = 'stood' AND class NOT IN ('solved', 'closed')
	AND since <= END_ AND (at IS NULL OR at > END_)
UNION ALL SELECT 'promises-broken-before', count(*) FROM targets
WHERE kind = 'promise' AND followed
UNION ALL SELECT 'promises-broken', count(*) FROM targets
WHERE kind = 'promise' AND NOT followed AND NOT met
UNION ALL SELECT name || '-mean', CAST(sum(spent) AS bigint) / count(*)
FROM times GROUP BY name
UNION ALL SELECT 'first-response-n', count(*) FROM times
WHERE name = 'first-response'
UNION ALL SELECT 'resolution-n', count(*) FROM times WHERE name = 'resolution'
UNION ALL SELECT name || '-median', (max(CASE place WHEN (n + 1) / 2
	THEN spent END) + max(CASE place WHEN n / 2 + 1 THEN spent END)) / 2
FROM ranked GROUP BY name
UNION ALL SELECT name || '-p90', spent FROM ranked
WHERE place = (9 * n + 9) / 10
UNION ALL SELECT name, 10000 * part / whole FROM shares WHERE whole > 0
ORDER BY 1
