import { ERROR_CLASSES, ERROR_POLICY, type ErrorClass, type ErrorPolicy, policyOf } from '@dingdee/shared/error-class';
import { describe, expect, it } from 'vitest';
import { classify } from '../../connectors/kingdee/answer/classify-refusal.js';
import { refusalWords } from '../../connectors/kingdee/answer/refusal-words.js';
import { readReply } from '../../connectors/kingdee/k3cloud-calls.js';
import { readLogin } from '../../connectors/kingdee/login/login.js';
import { KingdeeUnavailableError, KingdeeUnreachableError, type StepOutcome } from '../../connectors/target.js';
import { judge, resendDelay } from '../call/push-step.js';
import { inDoubt } from '../call/trouble.js';

/** What came back of a save: Kingdee's refusal, nothing at all, or no connection. */
type Came = { says: string; field?: string; code: number | null } | 'nothing' | 'no-connection';

/** product.md §11, one line a class: what came, whether it repeats by itself, whose turn it is, what is said, and the button. */
const TABLE: readonly [ErrorClass, Came, Pick<ErrorPolicy, 'word' | 'retry' | 'owner' | 'action'>, says: string][] = [
  [
    'data',
    { says: '汇率必须大于0', field: 'FEXCHANGERATE', code: 11 },
    { word: '数据', retry: 'by-a-person', owner: 'mapper', action: 'repair' },
    '金蝶认为单据内容不符合要求',
  ],
  [
    'base-data',
    { says: '字段“往来单位”是必填项', field: 'FCONTACTUNIT', code: 11 },
    { word: '基础资料', retry: 'by-a-person', owner: 'mapper', action: 'repair' },
    '不属于付款组织',
  ],
  [
    'period',
    { says: '业务日期2026-10-31所在期间已结账，不允许保存！', field: 'FDATE', code: 11 },
    { word: '期间', retry: 'by-a-person', owner: 'reviewer', action: 'continue' },
    '不能记账',
  ],
  [
    'permission',
    { says: '当前用户未指定允许调用WebAPI接口', code: 11 },
    { word: '权限', retry: 'by-a-person', owner: 'admin', action: 'continue' },
    '没有做这一步的权限',
  ],
  [
    'session',
    { says: '会话信息已丢失，请重新登录', code: 1 },
    { word: '会话', retry: 'by-itself', owner: 'admin', action: 'continue' },
    '重新登录一次后仍是这样',
  ],
  [
    'rate',
    { says: 'WebAPI调用次数超出限制，请稍后再试', code: 14 },
    { word: '频率', retry: 'by-itself', owner: 'pusher', action: 'continue' },
    '暂时不接受更多调用',
  ],
  [
    'interaction',
    { says: '更新库存时出现可以忽略的异常数据，是否继续？', field: 'AbstractInteractionResult', code: 11 },
    { word: '交互提示', retry: 'by-a-person', owner: 'admin', action: 'allow-prompt' },
    '没有替你回答',
  ],
  [
    'workflow',
    { says: '单据编号为“DD1”的付款单，已关联工作流实例，不支持通过 WebAPI 接口进行传统审批', code: 11 },
    { word: '工作流', retry: 'by-a-person', owner: 'pusher', action: 'continue' },
    '由金蝶的工作流审批',
  ],
  [
    'transport',
    'no-connection',
    { word: '传输', retry: 'by-itself', owner: 'admin', action: 'none' },
    '什么都没有发出',
  ],
  [
    'in-doubt',
    'nothing',
    { word: '存疑', retry: 'after-a-look', owner: 'pusher', action: 'check-now' },
    '可能已经生成了单据。正在去金蝶查，不要手工重录。',
  ],
  [
    'unknown',
    { says: 'Object reference not set to an instance of an object.', code: null },
    { word: '未知', retry: 'by-a-person', owner: 'admin', action: 'continue' },
    '原因不在已知的几类里',
  ],
];

const outcomeOf = (came: { says: string; field?: string; code: number | null }): StepOutcome => ({
  kind: 'refused',
  refusal: classify([{ message: came.says, field: came.field ?? '', dIndex: 0 }], came.code),
});

describe('the classes of product.md §11', () => {
  it('are all here, once', () => {
    expect(TABLE.map(([name]) => name)).toEqual([...ERROR_CLASSES]);
  });

  it.each(TABLE)('%s has its retry, owner, button and sentence', (name, came, wanted, says) => {
    const { word, retry, owner, action, nextStep } = ERROR_POLICY[name];
    expect({ word, retry, owner, action }).toEqual(wanted);
    expect(nextStep).toMatch(/。$/);
    if (came === 'no-connection') {
      const error = new KingdeeUnreachableError('连不上金蝶，什么都没有发出。稍后会再试。');
      expect([error.transient, error.sentence.includes(says)]).toEqual([true, true]);
      return;
    }
    if (came === 'nothing') {
      const verdict = judge('save', { kind: 'unknown', cause: '金蝶在 120 秒内没有回答' }, 'save');
      expect(verdict).toEqual({ kind: 'in-doubt', cause: '金蝶在 120 秒内没有回答' });
      const trouble = inDoubt('save', '金蝶在 120 秒内没有回答', 0);
      expect([policyOf(trouble.class)?.word, trouble.sentence.includes(says)]).toEqual([word, true]);
      return;
    }
    const outcome = outcomeOf(came);
    if (outcome.kind !== 'refused') throw new Error('refused');
    expect(outcome.refusal.class).toBe(name);
    const { sentence } = refusalWords(outcome.refusal, { step: 'save', kingdeeNo: null });
    expect(sentence).toContain(says);
    expect(sentence).toContain(`“${came.says}”`);
    expect(sentence).toContain('金蝶里没有生成单据');
  });

  it.each(TABLE.flatMap(([name, came]) => (typeof came === 'string' ? [] : [[name, came] as const])))(
    '%s is sent again by itself only where the table says so',
    (name, came) => {
      // A lost session has been repeated once by the client already, with a new login or a fresh timestamp.
      const again = ERROR_POLICY[name].retry === 'by-itself' && name !== 'session';
      expect(judge('save', outcomeOf(came), 'save').kind).toBe(again ? 'again' : 'failed');
    },
  );

  it('a lock counts as 频率, what can only be found out by asking as 存疑, and a person’s own stop as neither', () => {
    const lock = outcomeOf({
      says: '“u”使用业务单据：“付款单”业务操作-“[付款单-DD1-修改]”冲突，请稍候再使用。',
      code: 0,
    });
    expect(judge('audit', lock, 'save+submit+audit')).toMatchObject({ kind: 'again', class: 'lock' });
    expect(policyOf('lock')?.word).toBe('频率');
    expect(['exists', 'two-found', 'differs', 'gone'].map((each) => policyOf(each)?.word)).toEqual([
      '存疑',
      '存疑',
      '存疑',
      '存疑',
    ]);
    expect(policyOf('stopped')).toBeNull();
  });

  it('a prompt is answered only where the scheme has answers and the call carried none', () => {
    const prompt = outcomeOf({ says: '是否继续？', field: 'AbstractInteractionResult', code: 11 });
    expect(judge('submit', prompt, 'save+submit', true).kind).toBe('answer');
    expect(judge('submit', prompt, 'save+submit', false)).toMatchObject({ kind: 'failed', class: 'interaction' });
  });

  it.each([
    ['a door that is shut', () => readReply({ status: 403, text: '', cookies: [], waitMs: 0 }, 'question'), '传输'],
    [
      'another server behind the address',
      () => readLogin({ status: 200, text: '<html>', cookies: [], waitMs: 0 }),
      '传输',
    ],
    [
      'a gateway that refuses our app',
      () => readReply({ status: 519, text: '{"errcode":4002}', cookies: [], waitMs: 0 }, 'write'),
      '会话',
    ],
    [
      'a password that is wrong',
      () => readLogin({ status: 200, text: '{"LoginResultType":0}', cookies: [], waitMs: 0 }),
      '会话',
    ],
  ] as const)(
    '%s keeps every call from going out until it is mended, halts no bill, and is no 权限',
    (_, read, word) => {
      let error: unknown;
      try {
        read();
      } catch (caught) {
        error = caught;
      }
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      const { transient, errorClass } = error;
      expect([transient, ERROR_POLICY[errorClass].word, ERROR_POLICY[errorClass].owner]).toEqual([true, word, 'admin']);
    },
  );

  it('what could not be sent waits twice as long each time, at most twelve times the first wait, never in step', () => {
    const waits = [0, 1, 2, 3, 4, 9, 2000].map((attempts) => resendDelay(attempts, 0, 5_000));
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    expect(resendDelay(0, 1, 5_000)).toBe(6_250);
  });
});
