import { schemeWords } from '../../intake/words.js';
import { mappingWords } from '../../mapping/words.js';

export const phoneSchemeWords = {
  title: '方案',
  hint: '这里只看。建方案、改规则、启用在钉钉电脑版上做。',
  step: (step: number) => `草稿，设到第 ${step} 步`,
  draft: schemeWords.draft,
  rules: '看规则',
  tables: mappingWords.openTable,
  paused: '推送暂停：',
  recent: (n: string) => `近 30 天采集 ${n} 笔`,
  booked: (n: string) => `其中已入账 ${n} 笔`,
} as const;
