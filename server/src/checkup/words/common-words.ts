import { DINGTALK_ADMIN, KINGDEE_ADMIN, type Said, SERVER_ADMIN, type Told } from './said.js';

const DOORS = { dingtalk: '登录钉钉', kingdee: '登录金蝶' } as const;
const NOT_KNOWN = '这一项现在不知道，不等于没问题。';

const RIGHTS = {
  dingtalk: {
    who: DINGTALK_ADMIN,
    where: '钉钉开放平台 → 应用开发 → 钉蝶 → 权限管理',
    what: '开通上面写的权限点，再查这一项',
  },
  kingdee: {
    who: KINGDEE_ADMIN,
    where: '金蝶 → 系统管理 → 系统管理 → 批量授权（或 查询用户 → 集成用户的角色）',
    what: '给集成用户这一项的权限，再查这一项',
  },
} as const;

/** Findings that any probe may have: no answer, no right, or not asked at all. */
export const COMMON: Readonly<Record<string, (told: Told, system: 'dingtalk' | 'kingdee') => Said>> = {
  denied: (told, system) => ({
    came: `没有权限${told.text('errorCode') === '' ? '' : `（${told.text('errorCode')}）`}：${told.text('words')}`,
    means: '用到它的功能做不了；别的照常。',
    fix: RIGHTS[system],
  }),
  unavailable: (told) => ({ came: told.text('words') || '没有得到回答', means: NOT_KNOWN }),
  refused: (told) => ({ came: `问了，没有得到能用的回答${told.quoted()}`, means: NOT_KNOWN }),
  broken: (told) => ({
    came: `钉蝶自己没有查成：${told.text('words')}`,
    means: NOT_KNOWN,
    fix: { who: SERVER_ADMIN, where: '钉蝶服务器的日志', what: '看当时的错误，再查这一项' },
  }),
  'timed-out': (told) => ({ came: `${told.text('seconds')} 秒内没有回答，不再等`, means: NOT_KNOWN }),
  'no-time': () => ({ came: '整次体检的时间用完了，没有问', means: '单独再查这一项。' }),
  'not-asked': (_, system) => ({ came: `因为“${DOORS[system]}”那一项，没有问`, means: '' }),
  'same-cause': (told) => ({ came: `因为“${told.text('first')}”那一项，处理好再查`, means: '' }),
  'no-quota': () => ({ came: '本月的钉钉调用额度快用完了，留给采集和回写，没有问', means: NOT_KNOWN }),
  'not-yet': () => ({ came: '还没有查过', means: '' }),
};
