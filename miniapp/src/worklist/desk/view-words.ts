import type { ViewGroup } from '@dingdee/shared/view';
import { deskWords } from './words.js';

/** Texts of the dialog that saves a view. */
export const viewWords = {
  title: '存为常用视图',
  name: '名字',
  conditions: '条件：',
  stage: (stage: string) => `状态 ${stage}`,
  scheme: (name: string) => `方案 ${name}`,
  search: (words: string) => `含“${words}”`,
  group: {
    reason: deskWords.list.byReason,
    risk: deskWords.list.byRisk,
    person: deskWords.list.byPerson,
    off: '不分组',
  } satisfies Readonly<Record<ViewGroup, string>>,
  who: '谁能看到',
  mine: '只有我',
  me: '我',
  all: '全组',
  adminOnly: '要管理角色',
  there: '已有的视图',
  remove: (name: string) => `删掉视图：${name}`,
  save: '保存视图',
  another: '另存一个',
  address: '网址可以发给别人',
} as const;
