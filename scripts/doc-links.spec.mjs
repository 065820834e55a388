import { describe, expect, it } from 'vitest';
import { brokenCitations } from './doc-links.mjs';

const SPEC = ['docs/spec/life.md', '# Life\n\n## 1. States\n\n### 1.2 Ends\n\n## HTTP\n\n### Decision 6: money\n'];
const repository = (...more) => new Map([SPEC, ['docs/decisions/0007-amended.md', '# 7'], ...more]);
const inCode = (comment) => brokenCitations(repository(['server/src/bill/bill.ts', `/** ${comment} */\n`]));
const inDocs = (line) =>
  brokenCitations(repository(['docs/guide.md', `# Guide\n\n${line}\n`], ['scripts/demo.mjs', '']));

describe('a citation in code is red where', () => {
  it.each([
    ['the section is not there', 'Only once (life.md §1.3).', 'server/src/bill/bill.ts:1 cites §1.3'],
    ['the document is not there', 'As toolchain.md says.', 'names toolchain.md'],
    ['a section further on in the same comment is not there', 'See life.md §1 and §4.', 'cites §4'],
    ['no document is named at all', 'The rules of §1.', 'cites §1 of no document'],
    ['the heading by name is not there', 'The cookie (life.md, decision 7).', 'cites “decision 7” of life.md'],
    ['the heading by title is not there', 'Kept as life.md "Cookies" says.', 'cites “cookies” of life.md'],
    ['the decision is not there', 'See docs/decisions/0008.', 'cites decision 0008'],
  ])('%s', (_, comment, sentence) => {
    expect(inCode(comment)).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    'life.md §1, §1.2',
    'life.md (HTTP).',
    'life.md, decision 6',
    'life.md "states"',
    'decision 0007',
    'no word of it',
  ])('not where it is there: %s', (comment) => {
    expect(inCode(comment)).toEqual([]);
  });
});

describe('a document is red where', () => {
  it.each([
    ['a link leads to no file', 'See [life](spec/death.md).', 'docs/guide.md:3 names death.md'],
    ['a link leads to no heading', 'See [life](spec/life.md#3-ends).', 'no such heading'],
    ['a picture is not there', '![desk](screenshots/desk.png)', 'links to screenshots/desk.png'],
    ['a path of the repository is not there', 'Written in `server/src/gone.ts`.', 'names server/src/gone.ts'],
    ['its own section is not there', 'More in §9.', 'cites §9, which docs/guide.md does not have'],
  ])('%s', (_, line, sentence) => {
    expect(inDocs(line)[0]).toContain(sentence);
  });

  it('not for links that are there, folders, pages elsewhere, and names that stand for many', () => {
    const line =
      '[a](spec/life.md#12-ends) [b](#guide) [c](spec) [d](https://example.com/x.html) `scripts/demo.mjs` `test/*.ts`';
    expect(inDocs(line)).toEqual([]);
  });
});
