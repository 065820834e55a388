import type { ParamsOf } from './issue-variants.js';
import type { FoundIssue } from './mapping-result.js';

/** Collects what a person must fix or confirm, in the order found. */
export class Issues {
  readonly found: FoundIssue[] = [];
  private readonly told = new Set<string>();

  /** @param once whether the same issue at the same path is added only once. */
  constructor(private readonly once = false) {}

  /** Adds a red or amber issue by code and parameters; its sentence is made where it is shown (issue-words.ts). */
  coded<Code extends string>(
    level: FoundIssue['level'],
    code: Code,
    path: string,
    params: ParamsOf<Code>,
    key?: { table: string; key: string } | null,
  ): void {
    const issue = foundIssue(level, code, path, params, key);
    if (this.once) {
      const text = JSON.stringify(issue);
      if (this.told.has(text)) return;
      this.told.add(text);
    }
    this.found.push(issue);
  }

  get blocked(): boolean {
    return this.found.some(({ level }) => level === 'red');
  }
}

/** Returns an issue as it is stored: with an empty sentence, because former versions read one. */
export function foundIssue<Code extends string>(
  level: FoundIssue['level'],
  code: Code,
  path: string,
  params: ParamsOf<Code>,
  key?: { table: string; key: string } | null,
): FoundIssue {
  const stored = { code, level, path, message: '', table: key?.table ?? null, key: key?.key ?? null, params };
  return stored;
}
