import type { MigrationInterface, QueryRunner } from 'typeorm';

type Json = Record<string, unknown>;
interface Stored {
  id: string;
  raw: string;
  name: string;
  at: unknown;
}

/** Raw answers in memory at once. */
const PAGE = 100;

/**
 * Which departments the approvals stored so far name: a name that two of them have must not map a bill from the first start on. Read from
 * DingTalk's answers as they were kept; those in the archive are of bills that are done. Made twice it comes out the same.
 */
export class DepartmentsUntilNow1830000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const known = new Set(
      ((await q.query('SELECT dept_key, name FROM department')) as Json[]).map((row) =>
        placeOf(row.dept_key, row.name),
      ),
    );
    for (let last = ''; ; ) {
      const rows = (await q.query(
        `SELECT id, raw, originator_name AS name, collected_at AS at FROM approval WHERE id > ? ORDER BY id LIMIT ${PAGE}`,
        [last],
      )) as Stored[];
      const bills = new Map<string, string[]>();
      for (const { id, raw, name, at } of rows) {
        const [own, ...chosen] = departmentsIn(raw);
        if (own && own.key !== '') bills.set(own.key, [...(bills.get(own.key) ?? []), id]);
        for (const one of [own, ...chosen]) {
          if (!one || one.key === '' || one.name === '' || known.has(placeOf(one.key, one.name))) continue;
          known.add(placeOf(one.key, one.name));
          await q.query(
            "INSERT INTO department (dept_key, name, path, seen_with, changed_at, asked_at) VALUES (?, ?, '', ?, ?, 0)",
            [one.key, one.name, name.slice(0, 120), at],
          );
        }
      }
      for (const [key, ids] of bills)
        await q.query(
          `UPDATE bill SET department_key = ? WHERE department_key = '' AND approval_id IN (${ids.map(() => '?').join(',')})`,
          [key, ...ids],
        );
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = end.id;
    }
  }

  async down(): Promise<void> {
    // Table and column go with the step before.
  }
}

const placeOf = (key: unknown, name: unknown): string => JSON.stringify([String(key), String(name)]);

/** The applicant's department first, then those chosen in controls of the form; none of an answer that is no JSON. */
function departmentsIn(raw: string): { key: string; name: string }[] {
  const root = recordOf(parsed(raw));
  const body = recordOf(root.result ?? root.process_instance);
  const own = {
    key: keyOf([body.originatorDeptId ?? body.originator_dept_id]),
    name: nameOf(body.originatorDeptName ?? body.originator_dept_name),
  };
  const controls = listOf(body.formComponentValues ?? body.form_component_values).map(recordOf);
  const chosen = controls
    .filter((control) => (control.componentType ?? control.component_type) === 'DepartmentField')
    .map((control) => {
      const beside = parsed(control.extValue ?? control.ext_value);
      return { key: keyOf(listOf(beside).map((one) => recordOf(one).id)), name: nameOf(control.value) };
    });
  return [own, ...chosen];
}

/** As departmentKey() makes it: the root is -1 in approvals. */
function keyOf(ids: readonly unknown[]): string {
  const known = ids.map((id) => (typeof id === 'number' || typeof id === 'string' ? String(id).trim() : ''));
  const key = `dept:${known.map((id) => (id === '-1' ? '1' : id)).join(',')}`;
  return known.length === 0 || known.includes('') || known.includes('null') || key.length > 200 ? '' : key;
}

const nameOf = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 200).trim() : '');
const recordOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
