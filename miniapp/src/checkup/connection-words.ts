import type { CheckLine } from '@dingdee/shared/check-up';
import type { Connections, ConnectStep, StepState } from '@dingdee/shared/connection';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import type { SchemeState } from '@dingdee/shared/scheme';
import { clock, count } from '../ui/formats.js';
import type { Tested } from './test-lines.js';
import { checkUpWords } from './words.js';

export type CardSystem = 'dingtalk' | 'kingdee';

/** Returns a text of docs/connect.md without Markdown marks. */
export const plainText = (text: string): string => text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/\*\*|`/g, '');

const LANGUAGES: Readonly<Record<number, string>> = { 2052: '简体中文', 3076: '繁体中文', 1033: '英文' };
const SCHEMES_OFF: Readonly<Record<Exclude<SchemeState, 'on'>, string>> = { off: '停用', draft: '草稿' };
const LOG_INS = { signature: '签名方式', appsecret: '应用密钥方式', password: '口令方式' } as const;

/** Key facts of each card; they contain no secrets. */
export const factsOf = {
  dingtalk: ({ corpId, clientId, agentId, address, family, homePage }: Connections['dingtalk']) => [
    ['企业', corpId],
    ['应用', `${clientId}，AgentId ${agentId}`],
    ['首页地址', homePage ?? '没有设置 PUBLIC_URL，只在这台机器上打开'],
    ['接口', `${address}，${family}`],
  ],
  kingdee: (it: Connections['kingdee']) => [
    ['地址', it.address],
    ['账套', it.accountName === null ? it.accountId : `${it.accountId} ${it.accountName}`],
    ['集成用户', `${it.user}，${LOG_INS[it.auth]}${it.organisation === '' ? '' : `，组织 ${it.organisation}`}`],
    ['应用', it.appId ?? '口令方式不用应用'],
    ['语言', `${LANGUAGES[it.language] ?? it.language}${it.version === null ? '' : `，版本 ${it.version}`}`],
  ],
} as const;

const stepTitle = ({ number, name }: Pick<ConnectStep, 'number' | 'name'>) =>
  number === null ? name : `第 ${number} 步 ${name}`;

export const connectionWords = {
  title: '连接',
  hint: '接入钉钉和金蝶的每一步，由最近一次体检证明。密钥只写不读：保存后任何人都看不到，只能换；其余设置在服务器上改。',
  systems: checkUpWords.systems,
  names: { dingtalk: '钉钉组织', kingdee: '金蝶账套' },
  who: { dingtalk: '钉钉管理员', kingdee: '金蝶管理员' },
  all: checkUpWords.runAll,
  going: '正在查…',
  goingHint: '正在查，最多一分钟。可以离开，查完留在这里。',
  toCheckUp: '体检',
  never: '还没有查过',
  neverHint: '下面是要做的每一步。全部检查一遍，就知道哪几步已经做好：只问不写，最多一分钟。',
  seam: { proved: '钉钉和金蝶都登录得上', open: '还没有证明钉钉和金蝶都登录得上' },
  tag: {
    shut: '登录不上',
    broken: (n: number) => `${n} 步要处理`,
    attention: (n: number) => `${n} 步要留意`,
    unknown: (n: number) => `${n} 步还不知道`,
    never: '还没有查过',
    ok: '正常',
  },
  state: {
    broken: '不通',
    attention: '要留意',
    unknown: PAGE_TERMS.notYetKnown,
    'not-tried': '没有试过',
    proved: '已证明',
    'by-hand': '体检问不到，照“看到什么”核对',
    optional: '可以不做',
  } satisfies Record<StepState, string>,
  short: { 'by-hand': '自己核对' } as Partial<Record<StepState, string>>,
  proved: (at: string) => `${at} 证明过`,
  steps: '步骤',
  does: '做什么',
  sees: '看到什么',
  shownBy: '由体检的这些行证明',
  without: (text: string) => `没有它：${text}`,
  unknown: (titles: string) => `还不知道：${titles}`,
  waits: '先看',
  step: stepTitle,
  more: (n: number) => `另 ${n} 项，打开这一步看`,
  seeAll: '在体检里看',
  means: checkUpWords.means,
  fix: checkUpWords.fix,
  fixText: checkUpWords.fixText,
  lineState: checkUpWords.state,
  copy: checkUpWords.copy,
  copyTo: (who: string) => `复制给${who}`,
  copied: checkUpWords.copied,
  copyText: (system: CardSystem, step: ConnectStep, trouble: readonly CheckLine[]): string =>
    [
      `【钉蝶】${connectionWords.systems[system]}，${stepTitle(step)}`,
      `做什么：${plainText(step.does)}`,
      ...step.points.map(({ point, uses, without }) => `${point}：${uses}。没有它：${without}`),
      ...(step.sees === '' ? [] : [`看到什么：${plainText(step.sees)}`]),
      ...trouble.map(checkUpWords.copyText),
    ].join('\n'),
  secret: {
    name: '密钥',
    dots: '••••••••',
    ofServer: '服务器设置里的',
    entered: (by: string, at: string) => `${at} ${by} 换的`,
    change: '换密钥',
    fields: {
      dingtalk: '新的 Client Secret',
      signature: '新的应用密钥',
      appsecret: '新的应用密钥',
      password: '新的口令',
    },
    save: '测试并保存',
    saving: '正在用它登录…',
    leave: '不换了',
    first: '先用新密钥登录一次，通了才替换旧的；不通，旧的照用。',
    done: '登录通了，已经换成新的。',
  },
  lines: {
    title: '哪个方案走哪条线',
    none: '还没有方案。',
    toSchemes: '去建一个',
    used: (n: number) => `${n} 个方案在用`,
    to: (account: string, state: SchemeState) => (state === 'on' ? account : `${account}，${SCHEMES_OFF[state]}`),
  },
  test: '测试连接',
  testing: (done: number, of: number) => `正在测，第 ${Math.min(done + 1, of)} / ${of} 项`,
  tested: ({ asked, shut, red, amber, unknown, at, ms }: Tested): string => {
    const when = `${(ms / 1000).toFixed(2)} 秒，${clock(at)}`;
    if (shut) return `登录没有成功，其余没有问，${when}`;
    const left = [
      ...(red > 0 ? [`${count(red)} 项要处理`] : []),
      ...(amber > 0 ? [`${count(amber)} 项要留意`] : []),
      ...(unknown > 0 ? [`${count(unknown)} 项还不知道`] : []),
    ];
    const sum = left.length === 0 ? `${count(asked)} 项都正常` : `问了 ${count(asked)} 项，${left.join('，')}`;
    return `通，${sum}，${when}`;
  },
  needsAll: (n: number) => `登录通了以后，另有 ${n} 项要全部检查一遍才知道。`,
  besides: (n: number) => `体检里另有 ${n} 项要处理或留意，不在这些步骤里。`,
} as const;
