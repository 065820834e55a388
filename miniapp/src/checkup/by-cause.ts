import type { CheckLine } from '@dingdee/shared/check-up';

export interface Cause extends Pick<CheckLine, 'means' | 'fix'> {
  lines: readonly CheckLine[];
}

/** Groups lines with the same meaning and the same fix: ten organisations without bills are one task. */
export function byCause(lines: readonly CheckLine[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const line of lines) {
    const { means, fix } = line;
    const key = JSON.stringify([means, fix]);
    causes.set(key, { means, fix, lines: [...(causes.get(key)?.lines ?? []), line] });
  }
  return [...causes.values()];
}
