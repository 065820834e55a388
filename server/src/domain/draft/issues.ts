import type { MappingIssue } from './mapping-result.js';

/** Collects what a person must fix or confirm, in the order found. */
export class Issues {
  readonly found: MappingIssue[] = [];
  private readonly told = new Set<string>();

  /** @param once whether the same issue at the same path is added only once. */
  constructor(private readonly once = false) {}

  red(code: string, path: string, message: string, key?: { table: string; key: string } | null): void {
    this.add('red', code, path, message, key);
  }

  amber(code: string, path: string, message: string): void {
    this.add('amber', code, path, message, null);
  }

  /** Adds a red or amber issue by code and parameters; its sentence is made where it is shown. */
  coded(
    level: MappingIssue['level'],
    code: string,
    path: string,
    params: Readonly<Record<string, string>>,
    key?: { table: string; key: string } | null,
  ): void {
    this.push({ code, level, path, message: '', table: key?.table ?? null, key: key?.key ?? null, params });
  }

  get blocked(): boolean {
    return this.found.some(({ level }) => level === 'red');
  }

  private add(
    level: MappingIssue['level'],
    code: string,
    path: string,
    message: string,
    key: { table: string; key: string } | null | undefined,
  ): void {
    this.push({ code, level, path, message, table: key?.table ?? null, key: key?.key ?? null });
  }

  private push(issue: MappingIssue): void {
    if (this.once) {
      const text = JSON.stringify(issue);
      if (this.told.has(text)) return;
      this.told.add(text);
    }
    this.found.push(issue);
  }
}
