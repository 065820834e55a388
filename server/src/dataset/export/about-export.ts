import { STAGE_WORDS } from '@dingdee/shared/bill-state';
import type { DatasetFilter } from '@dingdee/shared/data-export';
import { DATASET, type DatasetCode } from '@dingdee/shared/dataset';
import { formatAmount } from '@dingdee/shared/money';
import { beijingClock } from '../../domain/beijing-time.js';

/** Returns the filter in words: "审批完成 2026-11-01 至 2026-11-30，状态 待审核"; "全部" without a filter; adds "含已归档、已排除" if no state is chosen. */
export function filterInWords(
  dataset: DatasetCode,
  filter: DatasetFilter,
  schemes: ReadonlyMap<string, string>,
): string {
  const { from, to, stage, schemeId, org, minAmount, maxAmount, q } = filter;
  // Amount filters of lines apply to the whole bill.
  const whose = dataset === 'lines' ? '单据' : '';
  const words = [
    from || to ? `${DATASET[dataset].dated} ${from ?? '最早'} 至 ${to ?? '最新'}` : '',
    stage ? `状态 ${STAGE_WORDS[stage]}` : '',
    schemeId ? `方案 ${schemes.get(schemeId) ?? schemeId}` : '',
    org ? `付款组织 ${org}` : '',
    minAmount ? `${whose}金额不少于 ${formatAmount(minAmount)}` : '',
    maxAmount ? `${whose}金额不多于 ${formatAmount(maxAmount)}` : '',
    q ? `搜索 ${q}` : '',
  ].filter((part) => part !== '');
  const every = DATASET[dataset].filters.includes('stage') && stage === undefined ? ['含已归档、已排除'] : [];
  return [...(words.length === 0 ? ['全部'] : words), ...every].join('，');
}

/** Returns "单据_20261128-1431.csv"; with full account numbers, the name of the person responsible is part of it. */
export function fileName(dataset: DatasetCode, format: string, at: number, full: string | null): string {
  const stamp = beijingClock(at).slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
  return `${DATASET[dataset].name}_${stamp}${full === null ? '' : `_全号_${full}`}.${format}`;
}
