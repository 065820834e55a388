import type { BillSummary } from '@dingdee/shared/bill';
import { describe, expect, it } from 'vitest';
import { ref, shallowRef } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import type { BillActions } from '../../bill/useBillActions.js';
import { useAsking } from './useAsking.js';
import type { Batch } from './useBatch.js';
import type { useCurrent } from './useCurrent.js';

const bill = { id: 'b1', version: 3, payee: '江一帆', amount: '123.88' } as unknown as BillSummary;
const away = new ApiProblem('client/offline', '没有连上', '钉蝶服务器没有回答，再试一次', 0);

/** A desk whose server answers when the test says so, with done or with why not. */
function desk() {
  const problem = shallowRef<ApiProblem | null>(null);
  const answers: ((refused: ApiProblem | null) => void)[] = [];
  const moved: unknown[] = [];
  const batch = {
    left: ref([]),
    reasoned: () =>
      new Promise<boolean>((resolve) => {
        answers.push((refused) => {
          problem.value = refused;
          resolve(refused === null);
        });
      }),
  } as unknown as Batch;
  const actions = {
    busy: ref(null),
    problem,
    dismiss: () => {
      problem.value = null;
    },
  } as unknown as BillActions;
  const current = {
    place: ref(null),
    currentId: ref('b1'),
    afterLeaving: (place: unknown) => moved.push(place),
  } as unknown as ReturnType<typeof useCurrent>;
  const asked = useAsking(batch, actions, current);
  const answer = async (refused: ApiProblem | null) => {
    answers.shift()?.(refused);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { ...asked, send: asked.answer, answer, moved };
}

describe('a reason that was typed', () => {
  it('stays in its dialog until the server has answered, and goes with the answer', async () => {
    const d = desk();
    d.ask('hold', [bill]);
    void d.send('等合同盖章');
    expect(d.asking.value?.kind).toBe('hold');
    await d.answer(null);
    expect([d.asking.value, d.draft.value, d.moved.length]).toEqual([null, undefined, 1]);
  });

  it('stays with why it was not done, and may be sent again', async () => {
    const d = desk();
    d.ask('hold', [bill]);
    void d.send('等合同盖章');
    await d.answer(away);
    expect([d.asking.value?.kind, d.problem.value, d.draft.value]).toEqual(['hold', away.detail, '等合同盖章']);
    void d.send('等合同盖章');
    await d.answer(null);
    expect([d.asking.value, d.problem.value]).toEqual([null, undefined]);
  });

  it('is there again after a colleague was faster: the page says what changed, and the same is asked anew', async () => {
    const d = desk();
    d.ask('hold', [bill]);
    void d.send('等合同盖章');
    await d.answer(new ApiProblem('bill/stale', '单据已变更', '顾南乔 改过', 409));
    expect(d.asking.value).toBeNull();
    d.ask('hold', [bill]);
    expect([d.draft.value, d.problem.value]).toEqual(['等合同盖章', undefined]);
    d.ask('exclude', [bill]);
    expect(d.draft.value).toBeUndefined();
  });

  it('is not sent twice, and is no concern of a dialog that was opened for something else meanwhile', async () => {
    const d = desk();
    d.ask('hold', [bill]);
    void d.send('等合同盖章');
    d.ask('exclude', [bill]);
    await d.answer(away);
    expect([d.asking.value?.kind, d.problem.value]).toEqual(['exclude', undefined]);
  });
});
