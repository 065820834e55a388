import { DINGTALK_ADMIN, type ProbeWords, type Said, SCHEME_ADMIN, type Told } from './said.js';

const CONSOLE = '钉钉开放平台 → 应用开发 → 钉蝶';
const NAMES: Readonly<Record<string, string>> = {
  pc: '电脑版钉钉',
  ios: '苹果手机钉钉',
  android: '安卓手机钉钉',
  harmony: '鸿蒙手机钉钉',
};
const SIDE_WORDS = {
  pc: { from: '电脑', open: '电脑版钉钉 → 工作台 → 钉蝶' },
  phone: { from: '手机', open: '手机钉钉 → 工作台 → 钉蝶' },
} as const;

/** Returns "pc/framed/7.6" in an accountant's words; a text that is no kind stays as it is. */
function clientName(kind: string): string {
  const [platform = '', place, version = ''] = kind.split('/');
  const name = NAMES[platform];
  if (name === undefined) return kind;
  const window = place === 'framed' ? '（嵌在窗口里）' : platform === 'pc' ? '（独立窗口）' : '';
  return `${version === '' ? name : `${name} ${version}`}${window}`;
}

const clientNames = (kinds: string): string => kinds.split(' ').map(clientName).join('、');
function clients(told: Told): string {
  const listed = told.text('kinds').split(' ').length;
  const count = Number(told.text('count'));
  return `${clientNames(told.text('kinds'))}${count > listed ? ` 等 ${count} 种` : ''}`;
}
/** Returns the clients that logged in all the same, and the number of others that failed for another cause. */
function besides(told: Told): string {
  const [others, more] = [told.text('others'), Number(told.text('more'))];
  return [
    ...(others === '' ? [] : [`登录得上的：${clientNames(others)}`]),
    ...(more > 0 ? [`还有 ${more} 种因为别的原因登录不上，处理完再查`] : []),
  ]
    .map((part) => `；${part}`)
    .join('');
}

const refused =
  (why: string, fix: Said['fix']) =>
  (told: Told): Said => ({
    came: `${clients(told)}：${told.text('times')} 次没有登录上，最近 ${told.at()}，${why}${besides(told)}`,
    means: '用这种钉钉的人打不开钉蝶，数据没有影响。',
    fix,
  });

const wordsOf = ({ from, open }: (typeof SIDE_WORDS)[keyof typeof SIDE_WORDS]): ProbeWords => ({
  group: '从哪里打开',
  title: () => `从${from}打开钉蝶`,
  asked: `近 30 天，${from}上的钉钉登录得上吗`,
  findings: {
    in: (told) => ({ came: `近 30 天都登录上了：${clients(told)}` }),
    never: () => ({
      came: `还没有人从${from}打开过`,
      means: `${from}上登录得上吗，打开一次才知道。`,
      fix: { who: SCHEME_ADMIN, where: open, what: '打开一次，再查这一项' },
    }),
    'not-lately': (told) => ({
      came: `近 30 天没有人从${from}打开，上一次登录上是 ${told.at()}`,
      means: `钉钉升级过的话，${from}上还登录得上吗，打开一次才知道。`,
      fix: { who: SCHEME_ADMIN, where: open, what: '打开一次，再查这一项' },
    }),
    waits: (told) => ({
      came: `${clients(told)}：登录得上，要等 ${told.text('seconds')} 秒`,
      means: '这种钉钉不回答现在的登录方式，等到以前的方式才登录上。能用，只是每次打开都慢。',
      fix: { who: '用这种钉钉的人', where: '钉钉 → 设置 → 关于钉钉', what: '升级到最新版，再从工作台打开' },
    }),
    'no-code': refused('钉钉没有给出登录码', {
      who: '用这种钉钉的人',
      where: '这台设备上的钉钉',
      what: '升级到最新版，从工作台重新打开；只在嵌在窗口里时打不开的，先在独立窗口打开',
    }),
    'other-domain': refused('钉钉说这个网址不是应用登记的首页', {
      who: DINGTALK_ADMIN,
      where: `${CONSOLE} → 网页应用 → 应用首页地址、PC 端首页地址`,
      what: '两个地址的域名都改成打开钉蝶用的那个，与 PUBLIC_URL 相同，再发布',
    }),
    'not-visible': refused('打开的人不在应用看得到的范围里（50002）', {
      who: DINGTALK_ADMIN,
      where: `${CONSOLE} → 权限管理 → 通讯录授权范围；版本管理与发布 → 可使用范围`,
      what: '把要用钉蝶的人都加进去，再从工作台打开',
    }),
    'code-refused': refused('钉钉给了登录码，但换不出是谁', {
      who: DINGTALK_ADMIN,
      where: `${CONSOLE} → 凭证与基础信息`,
      what: '从工作台重新打开，不要用收藏的网页；还不行，核对 Client ID 就是工作台里打开的这个应用',
    }),
    'other-corp': refused('页面带来的不是本企业', {
      who: DINGTALK_ADMIN,
      where: `${CONSOLE} → 网页应用 → 应用首页地址、PC 端首页地址`,
      what: '两个地址都以 ?corpId=$CORPID$ 结尾，照抄；从本企业的工作台打开',
    }),
  },
});

export const CLIENT_WORDS: Readonly<Record<string, ProbeWords>> = {
  'dingtalk/from-pc': wordsOf(SIDE_WORDS.pc),
  'dingtalk/from-phone': wordsOf(SIDE_WORDS.phone),
};
