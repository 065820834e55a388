import { ownerOf, WAITS_FOR_SYSTEM, WRITEBACK_CAUSES } from '@dingdee/shared/writeback';
import { expect, it } from 'vitest';
import { writebackWords } from './words.js';

it('each cause of a message that has not gone is said with who does what', () => {
  const said = WRITEBACK_CAUSES.map((cause) => writebackWords.cause(cause));
  expect(new Set(said).size).toBe(WRITEBACK_CAUSES.length);
  for (const cause of WAITS_FOR_SYSTEM) expect(writebackWords.cause(cause)).toMatch(/自动/);
  expect(writebackWords.owner(ownerOf('quota'))).toBe('管理员处理');
  expect(writebackWords.owner(ownerOf('content'))).toBe('推送人处理');
});

it('refused and waiting ones are counted apart', () => {
  expect(writebackWords.title(2, 30)).toBe('2 条回写没有写上，要有人处理，30 条回写在等钉钉');
  expect(writebackWords.title(0, 1)).toBe('1 条回写在等钉钉');
  expect(writebackWords.tried({ again: 2, skipped: 1 })).toBe(
    '2 条会先看审批里有没有，没有才写；1 条已经变了，没有动。',
  );
});
