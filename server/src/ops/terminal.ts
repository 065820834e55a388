import type { LoggerService } from '@nestjs/common';
import { oneLine } from '../domain/one-line.js';

/** A line of the check-up with two lists in it is shorter. */
const LONGEST = 4_000;
/** Numbers of bills, people and their roles, sums, paths: nothing that could read as a sentence of the proof. */
const PLAIN = /^[\p{L}\p{N}.~_@¥+-]+(?: (?:[·≠] )?[\p{L}\p{N}.~_@¥+-]+){0,4}$|^[\p{L}\p{N}.~_@+:/\\ -]+$/u;
const MOST_PLAIN = 120;

/** Everything that a command says goes out here: whatever stands in a line, it stays one line and steers no terminal. */
export const tell = (...lines: readonly string[]): void => print(process.stdout, lines);

let hide = (text: string): string => text;
/** What went wrong, for stderr; an error may quote anything. */
export const complain = (...lines: readonly string[]): void =>
  print(
    process.stderr,
    lines.map((line) => hide(line)),
  );

/** As soon as the settings are known: what they hold in secret is in no complaint. */
export function hideInComplaints(hiding: (text: string) => string): void {
  hide = hiding;
}

/** What a finding is about: plain as it is, anything else in quotes, so that it cannot be read as words of ours. */
export function subjectText(subject: string): string {
  const line = oneLine(subject, MOST_PLAIN);
  return line === subject && PLAIN.test(line) ? line : `“${line.replace(/[\u201c\u201d]/g, '"')}”`;
}

/**
 * Of what the connectors log, a command shows what is wrong; it has no log of its own. @param tellsItself each failure is a line of
 * what the command says: a warning beside it says it a second time, as if something were paused.
 */
export class TerminalLog implements LoggerService {
  constructor(private readonly tellsItself = false) {}

  log(): void {}
  warn(message: unknown): void {
    if (!this.tellsItself) complain(String(message));
  }
  error(message: unknown): void {
    complain(String(message));
  }
  fatal(message: unknown): void {
    complain(String(message));
  }
}

const print = (stream: NodeJS.WriteStream, lines: readonly string[]): void =>
  void stream.write(lines.map((line) => `${oneLine(line, LONGEST)}\n`).join(''));
