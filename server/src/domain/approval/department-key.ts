/** The root department is "-1" in approvals and 1 in the contacts (dingtalk.md §7.1). */
const ROOT = '1';
const PREFIX = 'dept:';

/**
 * Returns the key of a department, or of several chosen together, by DingTalk's ids: it stays when a department is renamed, and differs for two
 * departments with one name. Never shown to people: they read name and path.
 * @returns '' if the approval does not give an id for each of them.
 */
export function departmentKey(ids: readonly string[]): string {
  const known = ids.map((id) => id.trim()).map((id) => (id === '-1' ? ROOT : id));
  return known.length === 0 || known.some((id) => id === '' || id === 'null') ? '' : `${PREFIX}${known.join(',')}`;
}

/** Returns the ids in a key; none for a key that is a name. */
export const departmentIds = (key: string): string[] =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length).split(',') : [];

/** A department that approvals name: its key, and the label that distinguishes it from others with its name. */
export interface SeenDepartment {
  key: string;
  label: string;
}

/** Departments by the name that approvals print. They only add issues and labels: values do not depend on them. */
export interface SeenDepartments {
  /** Returns all departments that were seen under this name; none if it was seen for one only. */
  ofName(name: string): readonly SeenDepartment[];
}

/** For re-runs that compare payload and hash only. */
export const NO_DEPARTMENTS: SeenDepartments = { ofName: () => [] };

/** Returns the departments that a printed name could mean besides the one that the approval means; none if the name says which. */
export const rivalsOf = (seen: SeenDepartments, name: string, key: string): readonly SeenDepartment[] =>
  seen.ofName(name).filter((other) => other.key !== key);
