import { expect, it } from 'vitest';
import { MOST_OF_PERSON, MOST_OF_SESSION, OpenStreams } from './open-streams.js';

const open = (streams: OpenStreams, session: string, page: string | null = null, userId = session) => {
  let ended = false;
  const leave = streams.enter({
    session,
    userId,
    page,
    end: () => {
      ended = true;
    },
  });
  return { leave, ended: () => ended };
};

it('gives one log-in a few streams and no more, until one of them has gone', () => {
  const streams = new OpenStreams();
  const all = Array.from({ length: MOST_OF_SESSION }, () => open(streams, 'a'));
  expect(open(streams, 'a').leave).toBeNull();
  expect(open(streams, 'b').leave).not.toBeNull();
  all[0]?.leave?.();
  expect(open(streams, 'a').leave).not.toBeNull();
});

it('gives one person no more by way of many log-ins', () => {
  const streams = new OpenStreams();
  const all = Array.from({ length: 100 }, (_, i) => open(streams, `log-in ${i}`, null, 'one'));
  expect(all.filter(({ leave }) => leave !== null)).toHaveLength(MOST_OF_PERSON);
});

it('keeps one stream of a page: one that comes back ends its former one, also where the log-in has all it may have', () => {
  const streams = new OpenStreams();
  const pages = Array.from({ length: MOST_OF_SESSION }, (_, i) => open(streams, 'a', `page ${i}`));
  const back = open(streams, 'a', 'page 3');
  expect(back.leave).not.toBeNull();
  expect(pages.map(({ ended }) => ended()).filter(Boolean)).toHaveLength(1);
  expect(pages[3]?.ended()).toBe(true);
  // Another session may use the same page name.
  open(streams, 'b', 'page 3');
  expect(back.ended()).toBe(false);
});
