import type { LoggerService } from '@nestjs/common';
import { oneLine } from '../domain/one-line.js';

/** Longest printed line; a line of the check-up with two lists in it is shorter. */
const LONGEST = 4_000;
/** Numbers of bills, people and their roles, sums, paths: nothing that could read as a sentence of the proof. */
const PLAIN = /^[\p{L}\p{N}.~_@¥+-]+(?: (?:[·≠] )?[\p{L}\p{N}.~_@¥+-]+){0,4}$|^[\p{L}\p{N}.~_@+:/\\ -]+$/u;
const MOST_PLAIN = 120;

/** Prints all output of the commands: each text stays one line and cannot send control codes to the terminal. */
export const tell = (...lines: readonly string[]): void => print(process.stdout, lines);

let hide = (text: string): string => text;
/** Prints an error to stderr with the secrets hidden, because an error may quote anything. */
export const complain = (...lines: readonly string[]): void =>
  print(
    process.stderr,
    lines.map((line) => hide(line)),
  );

/** Sets the function that hides the settings' secrets; called as soon as the settings are known. */
export function hideInComplaints(hiding: (text: string) => string): void {
  hide = hiding;
}

/** Returns a finding's subject: unchanged if it is plain, else in quotes, so that it cannot read as our own words. */
export function subjectText(subject: string): string {
  const line = oneLine(subject, MOST_PLAIN);
  return line === subject && PLAIN.test(line) ? line : `“${line.replace(/[\u201c\u201d]/g, '"')}”`;
}

/**
 * Prints the connectors' warnings and errors, because a command has no log of its own. @param tellsItself true if the command prints each
 * failure itself: a warning beside it would repeat it, as if something were paused.
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
