import { SAME_CAUSE, unknown } from '../probe/finding.js';
import { type LineFound, PROBE_WORDS, titleOf } from './line-words.js';

/**
 * Shows a cause that affects several lines only on the first of them, in the order of the page; the others refer to it. They count as unknown: their
 * own result is known only after the cause is removed.
 */
export function causeOnce(lines: readonly LineFound[]): LineFound[] {
  const told = new Map<string, LineFound>();
  return lines.map((line) => {
    const cause = causeOf(line);
    const first = cause === null ? undefined : told.get(cause);
    if (cause !== null && first === undefined) told.set(cause, line);
    if (first === undefined) return line;
    const { probe, subject, finding } = first;
    const params = { first: titleOf(first), probe, subject: subject.id, code: finding.code };
    return { ...line, finding: unknown(SAME_CAUSE, params) };
  });
}

/** Returns the shared cause of a line; null if it has a cause of its own. */
function causeOf({ probe, finding: { code, params } }: LineFound): string | null {
  const [system] = probe.split('/', 1);
  const words = params.words ?? '';
  if (words === '') return null;
  if (code === 'unavailable') return `${system} ${words}`;
  // DingTalk names the permission point, which several lines need. Kingdee's message does not say for what the right is missing.
  const own = PROBE_WORDS[probe]?.findings[code];
  return code === 'denied' && system === 'dingtalk' && own === undefined ? `${system} ${words}` : null;
}
