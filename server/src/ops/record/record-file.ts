import type { Mask } from './mask.js';
import type { Heard } from './recorder.js';

/** First line of a recording. */
export interface RecordingHead {
  format: 'dingdee-recording';
  version: 1;
  /** ISO day. */
  made: string;
  dingtalkFamily: string;
  /** What stands for the account set in the answers. */
  accountSet: string;
}

/** Every further line: one answer, masked. */
export type Recorded = Heard;

/** A recording as it is kept: a line of JSON each, everything masked with one key. */
export function recordingText(head: RecordingHead, heard: readonly Heard[], mask: Mask): string {
  const lines = heard.map(
    (one): Recorded => ({
      ...one,
      path: maskedPath(one.path, mask),
      asked: one.asked === '' ? '' : mask.body(one.asked),
      location: one.location === null ? null : maskedAddress(one.location, mask),
      body: mask.body(one.body),
    }),
  );
  return `${[head, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function maskedPath(path: string, mask: Mask): string {
  const [before = '', query] = path.split('?');
  if (query === undefined) return before;
  const asked = [...new URLSearchParams(query)].map(([name, value]) => [name, mask.text(value, name)]);
  return `${before}?${new URLSearchParams(asked)}`;
}

/** Where somebody is sent says which kind of site that is: http or https, a gateway's path; not whose. */
function maskedAddress(location: string, mask: Mask): string {
  if (!URL.canParse(location)) return location;
  const url = new URL(location);
  const host = url.hostname
    .split('.')
    .map((part) => mask.text(part, 'hostname'))
    .join('.');
  return `${url.protocol}//${host}${url.pathname}`;
}
