import type { ControlMatch } from '@dingdee/shared/scheme-file';

const how = { same: '同名', alias: '别名', type: '同类型' } satisfies Record<
  Exclude<ControlMatch['how'], null>,
  string
>;

export const matchWords = {
  title: '对上表单的控件',
  wanted: '模板要的',
  unmatched: (n: number, needed: number) =>
    `没有对上 ${n} 个，${needed === 0 ? '都不是必需的' : `其中 ${needed} 个必需`}`,
  matched: (n: number) => `对上 ${n} 个`,
  all: '全部对上了',
  reading: '正在从钉钉读表单的控件…',
  choose: '选一个控件…',
  chooseFor: (name: string) => `${name} 用表单的哪个控件`,
  drop: '不用它',
  dropOf: (name: string) => `不用 ${name}`,
  dropped: '不用',
  without: (what: string) => `不用它时：${what}`,
  change: '换',
  changeOf: (name: string) => `${name} 换一个控件`,
  how: { ...how, hand: '手选' },
  needed: '必需',
  open: '还没决定的先留着，启用前会再列出来。',
} as const;
