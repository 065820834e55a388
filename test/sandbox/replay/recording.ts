import { readFileSync } from 'node:fs';

/** One answer of a recording; docs/operations.md describes its lines. */
export interface RecordedAnswer {
  system: 'dingtalk' | 'kingdee';
  method: string;
  path: string;
  asked: string;
  status: number;
  location: string | null;
  type: string;
  body: string;
  error: string | null;
}

export interface Recording {
  made: string;
  dingtalkFamily: string;
  /** Replacement for the account set in the answers. */
  accountSet: string;
  answers: readonly RecordedAnswer[];
}

/** Reads a recording. @throws Error if the file is no recording of version 1. */
export function readRecording(file: string): Recording {
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const head = JSON.parse(first) as Record<string, unknown>;
  if (head.format !== 'dingdee-recording' || head.version !== 1)
    throw new Error(`${file} is no recording of version 1: ${first.slice(0, 200)}`);
  return {
    made: String(head.made),
    dingtalkFamily: String(head.dingtalkFamily),
    accountSet: String(head.accountSet),
    answers: lines.map((line) => JSON.parse(line) as RecordedAnswer),
  };
}

/** Returns the words of a request's query and body, without times and tokens. */
function wordsOf({ path, asked }: Pick<RecordedAnswer, 'path' | 'asked'>): Set<string> {
  const [, query = ''] = path.split('?');
  const words = `${decodeURIComponent(query)} ${asked}`.match(/[\p{L}\p{N}_.'-]+/gu) ?? [];
  return new Set(words.filter((word) => !/^\d{9,}$|^\d{4}-\d\d-\d\d|^\d\d:\d\d|access_token/.test(word)));
}

const placeOf = ({ system, method, path }: Pick<RecordedAnswer, 'system' | 'method' | 'path'>): string =>
  `${system} ${method} ${path.split('?')[0]?.toLowerCase()}`;

/** Finds for each request the recorded answer of the most similar request; a repeated request gets its answers in order. */
export class Replay {
  private readonly used = new Map<RecordedAnswer, number>();
  /** Requests without a recorded answer. */
  readonly missed: string[] = [];

  constructor(private readonly recording: Recording) {}

  answer(request: Pick<RecordedAnswer, 'system' | 'method' | 'path' | 'asked'>): RecordedAnswer | null {
    const wanted = wordsOf(request);
    const place = placeOf(request);
    const found = this.recording.answers
      .filter((each) => placeOf(each) === place)
      .map((each) => ({ each, likeness: likeness(wanted, wordsOf(each)), used: this.used.get(each) ?? 0 }))
      .sort((a, b) => b.likeness - a.likeness || a.used - b.used)[0]?.each;
    if (!found) {
      this.missed.push(place);
      return null;
    }
    this.used.set(found, (this.used.get(found) ?? 0) + 1);
    return found;
  }
}

/** Returns the share of common words among all words, 0 to 1. */
function likeness(wanted: ReadonlySet<string>, there: ReadonlySet<string>): number {
  const shared = [...wanted].filter((word) => there.has(word)).length;
  const all = new Set([...wanted, ...there]).size;
  return all === 0 ? 1 : shared / all;
}
