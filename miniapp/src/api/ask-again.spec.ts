import { QueryClient, QueryObserver } from '@tanstack/vue-query';
import { afterEach, expect, it } from 'vitest';
import { askAgainWhatChanged } from './ask-again.js';

const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
afterEach(() => queries.clear());
askAgainWhatChanged(queries);

/** A list that is on screen; each question is answered by hand. */
function listed() {
  const answers: ((rows: readonly string[]) => void)[] = [];
  const observer = new QueryObserver<readonly string[]>(queries, {
    queryKey: ['mapping', 'rows'],
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  });
  const end = observer.subscribe(() => undefined);
  return { answers, rows: () => observer.getCurrentResult().data, end };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

it('a first answer that was asked for before a change is shown, and asked for once more', async () => {
  const { answers, rows, end } = listed();
  await queries.invalidateQueries({ queryKey: ['mapping'], refetchType: 'none' });
  void queries.invalidateQueries({ queryKey: ['mapping'] });
  void queries.invalidateQueries({ queryKey: ['mapping'] });
  await soon();
  answers[0]?.([]);
  await soon();
  expect(rows()).toEqual([]);
  answers[1]?.(['驻场补贴']);
  await soon();
  expect(rows()).toEqual(['驻场补贴']);
  expect(answers).toHaveLength(2);
  end();
});

it('an answer that nothing changed on its way is not asked for again', async () => {
  const { answers, rows, end } = listed();
  answers[0]?.(['驻场补贴']);
  await soon();
  expect(rows()).toEqual(['驻场补贴']);
  expect(answers).toHaveLength(1);
  end();
});
