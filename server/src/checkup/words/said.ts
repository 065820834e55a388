import { beijingClock } from '../../domain/beijing-time.js';
import { oneLine } from '../../domain/one-line.js';
import type { Params } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import type { Subject } from '../probe/probe.js';

/** Who changes what, and where: a path of menus as the other system names them. */
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

/** What we wrote ourselves, or what somebody has to look for by it: it stays readable whole. */
const OURS: ReadonlySet<string> = new Set(['number', 'approval', 'date']);
const LONGEST = 600;

/** Parameters of a finding as words want them: whatever comes from outside passes here, and is harmless behind it. */
export class Told {
  readonly subject: Subject;

  /** @param hide takes out what must not be read by whoever gets the words. */
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

  /** A whole number, its thousands apart. */
  count(name: string): string {
    const value = this.params[name];
    return typeof value === 'number' ? value.toLocaleString('en-US') : this.text(name);
  }

  /** What the other side said, for the end of a sentence; "" where it said nothing. */
  quoted(name = 'words'): string {
    const words = this.text(name);
    return words === '' ? '' : `“${words}”`;
  }

  /** "11-24 10:43", Beijing. */
  at(name = 'at'): string {
    return beijingClock(Number(this.params[name] ?? 0))
      .replace('T', ' ')
      .slice(5, 16);
  }

  /** "100 杭州" */
  get who(): string {
    const { id, name } = this.subject;
    return name === '' || name === id ? id : `${id} ${name}`;
  }
}

/** What a line is called; one that stands for all of its probe, before it is known for what, has no name behind it. */
export const titled = (what: string, whose: string): string => (whose === '' ? what : `${what}：${whose}`);

export interface ProbeWords {
  group: string;
  title: (told: Told) => string;
  /** What is asked, without the keys that the other system uses. */
  asked: string;
  findings: Readonly<Record<string, (told: Told) => Said>>;
}

export const DINGTALK_ADMIN = '钉钉管理员';
export const KINGDEE_ADMIN = '金蝶管理员';
export const SERVER_ADMIN = '部署钉蝶的管理员';
export const SCHEME_ADMIN = '钉蝶管理员';
