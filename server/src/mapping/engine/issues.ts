import type { BillIssue } from '@dingdee/shared/bill';

/** Collects what a person must fix or confirm, in the order found. */
export class Issues {
  readonly found: BillIssue[] = [];

  red(code: string, path: string, message: string, key?: { table: string; key: string } | null): void {
    this.add('red', code, path, message, key);
  }

  amber(code: string, path: string, message: string): void {
    this.add('amber', code, path, message, null);
  }

  get blocked(): boolean {
    return this.found.some(({ level }) => level === 'red');
  }

  private add(
    level: BillIssue['level'],
    code: string,
    path: string,
    message: string,
    key: { table: string; key: string } | null | undefined,
  ): void {
    this.found.push({ code, level, path, message, table: key?.table ?? null, key: key?.key ?? null });
  }
}
