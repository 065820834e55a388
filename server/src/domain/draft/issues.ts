import type { MappingIssue } from './mapping-result.js';

/** Collects what a person must fix or confirm, in the order found. */
export class Issues {
  readonly found: MappingIssue[] = [];

  red(code: string, path: string, message: string, key?: { table: string; key: string } | null): void {
    this.add('red', code, path, message, key);
  }

  amber(code: string, path: string, message: string): void {
    this.add('amber', code, path, message, null);
  }

  /** Red or amber by code and parameters; the sentence is made where it is shown. */
  coded(
    level: MappingIssue['level'],
    code: string,
    path: string,
    params: Readonly<Record<string, string>>,
    key?: { table: string; key: string } | null,
  ): void {
    this.found.push({ code, level, path, message: '', table: key?.table ?? null, key: key?.key ?? null, params });
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
    this.found.push({ code, level, path, message, table: key?.table ?? null, key: key?.key ?? null });
  }
}
