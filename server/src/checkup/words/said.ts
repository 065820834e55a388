import { beijingClock } from '../../domain/beijing-time.js';
import { oneLine } from '../../domain/one-line.js';
import type { Params } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import type { Subject } from '../probe/probe.js';

/** Who changes what, and where: a menu path with the other system's names. */
export interface Fix {
  who: string;
  where: string;
  what: string;
}
/** A finding in words. */
export interface Said {
  came: string;
  means?: string;
  fix?: Fix;
}

/** Parameters that stay readable: we wrote them, or a person must search by them. */
const OURS: ReadonlySet<string> = new Set(['number', 'approval', 'date']);
const LONGEST = 600;

/** Gives the parameters of a finding to the words. All text from outside passes through here and is harmless after it. */
export class Told {
  readonly subject: Subject;

  /** @param hide removes what the reader must not see. */
  constructor(
    private readonly params: Params,
    subject: Subject,
    private readonly hide: (text: string) => string = (text) => text,
  ) {
    this.subject = { id: hide(outsideWords(subject.id, 80)), name: hide(outsideWords(subject.name, 80)) };
  }

  text(name: string): string {
    const value = this.params[name] ?? '';
    if (typeof value === 'number') return String(value);
    return this.hide(OURS.has(name) ? oneLine(value, LONGEST) : outsideWords(value, LONGEST));
  }

  /** Returns a whole number with thousands separators. */
  count(name: string): string {
    const value = this.params[name];
    return typeof value === 'number' ? value.toLocaleString('en-US') : this.text(name);
  }

  /** Returns the other system's message for the end of a sentence; "" if there was none. */
  quoted(name = 'words'): string {
    const words = this.text(name);
    return words === '' ? '' : `“${words}”`;
  }

  /** Returns "11-24 10:43", Beijing time. */
  at(name = 'at'): string {
    return beijingClock(Number(this.params[name] ?? 0))
      .replace('T', ' ')
      .slice(5, 16);
  }

  /** The subject: "100 杭州" */
  get who(): string {
    const { id, name } = this.subject;
    return name === '' || name === id ? id : `${id} ${name}`;
  }
}

/** Returns the title of a line; a line that stands for all of its probe, before the subjects are known, has no name behind it. */
export const titled = (what: string, whose: string): string => (whose === '' ? what : `${what}：${whose}`);

export interface ProbeWords {
  group: string;
  title: (told: Told) => string;
  /** The question, without the other system's keys. */
  asked: string;
  findings: Readonly<Record<string, (told: Told) => Said>>;
}

export const DINGTALK_ADMIN = '钉钉管理员';
export const KINGDEE_ADMIN = '金蝶管理员';
export const SERVER_ADMIN = '部署钉蝶的管理员';
export const SCHEME_ADMIN = '钉蝶管理员';
