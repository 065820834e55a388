import { expect, it } from 'vitest';
import { retryHelps } from './retry-helps.js';

it.each(['file/slow', 'file/unreachable', 'file/busy', 'file/broken', 'client/offline'])(
  'a file that did not come because of %s may come the next time',
  (code) => expect(retryHelps(code)).toBe(true),
);

it.each(['file/foreign', 'file/too-large', 'file/archived', 'file/no-calls', 'file/gone', 'file/not-found'])(
  'no 重试 is offered for %s: it can never help',
  (code) => expect(retryHelps(code)).toBe(false),
);
