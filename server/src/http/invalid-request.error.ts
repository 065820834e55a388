import type { StandardSchemaV1 } from '@standard-schema/spec';
import { DomainError } from '../problem/domain-error.js';

/** Names of fields that a person fills in. */
const WORDS: Readonly<Record<string, string>> = {
  reason: '理由',
  note: '理由',
  name: '名称',
  versionName: '版本名称',
};

/** The request itself is wrong: `fields` has path → message. */
export class InvalidRequestError extends DomainError {
  readonly code = 'request/invalid';
  readonly title = '提交的内容不完整或不正确';
  readonly status = 400;

  constructor(fields: Readonly<Record<string, string>>) {
    const [first] = Object.entries(fields);
    super(
      first
        ? `${first[0] ? `${WORDS[first[0]] ?? first[0]}：` : ''}${first[1]}。没有任何改动，请更正后再提交。`
        : '请更正后再提交。',
      { fields },
    );
  }

  /** Keeps one message per path, the first one found. */
  static of(issues: readonly StandardSchemaV1.Issue[]): InvalidRequestError {
    const fields: Record<string, string> = {};
    for (const { path, message } of issues.slice(0, 50)) {
      const at = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      fields[at] ??= message;
    }
    return new InvalidRequestError(fields);
  }
}
