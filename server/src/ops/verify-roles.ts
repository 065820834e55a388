import type { Database } from '../database/database.js';
import type { Finding } from './finding.js';

const PAGE = 2_000;
interface Row {
  seq: number | string;
  person: string;
  detail: string | null;
}

/** Checks that every role held was granted in the log and not taken back, and that every role granted there is held. */
export async function verifyRoles(db: Database, findings: Finding[]): Promise<void> {
  const first = await apart(db);
  if (first.size === 0) return;
  // Roles change meanwhile: only a difference that is found both times counts.
  const second = await apart(db);
  for (const [subject, rule] of second) if (first.get(subject) === rule) findings.push({ rule, subject });
}

/** Returns person and role → the sentence for the difference. */
async function apart(db: Database): Promise<Map<string, string>> {
  const given = await givenInLog(db);
  const rows = await db.query<{ person: string; role: string }>(
    'SELECT user_id AS person, role FROM role ORDER BY user_id, role',
  );
  const found = new Map<string, string>();
  for (const { person, role } of rows)
    if (!given.get(person)?.delete(role)) found.set(`${person} · ${role}`, '角色不是在审计里授予的');
  for (const [person, roles] of given)
    for (const role of roles) found.set(`${person} · ${role}`, '审计里授予的角色不见了');
  return found;
}

/** Replays the log: 'set-roles' holds all roles of a person from then on, a first log-in holds the roles that were added. */
async function givenInLog(db: Database): Promise<Map<string, Set<string>>> {
  const given = new Map<string, Set<string>>();
  for (let after = 0; ; ) {
    const rows = await db.query<Row>(
      `SELECT seq, subject_id AS person, detail FROM audit WHERE seq > ? AND subject_kind = 'member' ORDER BY seq LIMIT ${PAGE}`,
      [after],
    );
    for (const { person, detail } of rows) {
      const said = read(detail);
      if (said.after !== null) given.set(person, new Set(said.after));
      for (const role of said.granted) given.set(person, (given.get(person) ?? new Set()).add(role));
    }
    after = Number(rows.at(-1)?.seq ?? after);
    if (rows.length < PAGE) return given;
  }
}

function read(detail: string | null): { after: string[] | null; granted: string[] } {
  const said = parsed(detail);
  const after = said.after === undefined ? null : texts(said.after);
  return { after, granted: texts(said.granted) };
}

/** Reads the detail; a row that somebody edited by hand may hold no JSON. */
function parsed(detail: string | null): { after?: unknown; granted?: unknown } {
  try {
    const said: unknown = JSON.parse(detail ?? '{}');
    return said !== null && typeof said === 'object' ? said : {};
  } catch {
    return {};
  }
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
