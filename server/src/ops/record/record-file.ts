import { Mask } from './mask.js';
import { isPathWord, mediaType } from './may-stay.js';
import type { Heard } from './recorder.js';
import { siteWords } from './site-words.js';

/** First line of a recording. */
export interface RecordingHead {
  format: 'dingdee-recording';
  version: 1;
  /** ISO date. */
  made: string;
  dingtalkFamily: string;
  /** The account set, masked as in the answers. */
  accountSet: string;
}

/** Every further line: one masked answer. */
export type Recorded = Heard;

/** Material for the masks; discarded at the end of the run. */
export interface MaskedBy {
  key: Buffer;
  /** Texts that must not appear anywhere, not even inside another text. */
  secrets: readonly string[];
}

/** Returns the recording as JSON lines, everything masked with one key. */
export function recordingText(head: RecordingHead, heard: readonly Heard[], { key, secrets }: MaskedBy): string {
  const mask = new Mask(key, secrets, siteWords(heard));
  const lines = heard.map(
    ({ system, method, path, asked, status, location, type, body, error }): Recorded => ({
      system,
      method,
      path: maskedPath(path, mask),
      asked: asked === '' ? '' : mask.body(asked),
      status,
      location: location === null ? null : maskedAddress(location, mask),
      type: mediaType(type),
      body: mask.body(body),
      error: error === null ? null : /^[A-Z][A-Z\d_]{1,60}$/.test(error) ? error : 'unknown',
    }),
  );
  const first = { ...head, accountSet: mask.body(head.accountSet) };
  return `${[first, ...lines].map((line) => mask.swept(JSON.stringify(line))).join('\n')}\n`;
}

function maskedPath(path: string, mask: Mask): string {
  const [before = '', query] = path.split('?', 2);
  const parts = before.split('/').map((part) => maskedPart(part, mask));
  if (query === undefined) return parts.join('/');
  const asked = [...new URLSearchParams(query)].map(([name, value]) => [
    /^[A-Za-z_][\w.]{0,40}$/.test(name) ? name : mask.text(name, ''),
    mask.body(value, name),
  ]);
  return `${parts.join('/')}?${new URLSearchParams(asked)}`;
}

/** Masks a part of a path; drops the session id that a gateway appends after a semicolon. */
function maskedPart(part: string, mask: Mask): string {
  const [name = ''] = part.split(';');
  if (isPathWord(name)) return name;
  return encodeURIComponent(mask.text(decoded(name), ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const NOWHERE = 'http://nowhere.invalid';
/** Masks a redirect address. It still shows the kind of site: http or https, another host or not, a log-in page; not whose site it is. */
function maskedAddress(location: string, mask: Mask): string {
  if (!URL.canParse(location, NOWHERE)) return '';
  const url = new URL(location, NOWHERE);
  if (!/^https?:$/.test(url.protocol)) return '';
  const path = url.pathname
    .split('/')
    .map((part) => maskedPart(part, mask))
    .join('/');
  if (url.origin === NOWHERE) return path;
  const host = url.hostname.split('.').map((part) => mask.text(part, 'address'));
  return `${url.protocol}//${host.join('.')}${path}`;
}
