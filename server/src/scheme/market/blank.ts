import { TARGET_WORDS, TARGETS, type TargetName } from '@dingdee/shared/scheme';
import {
  SCHEME_FILE_KIND,
  SCHEME_FILE_VERSION,
  type SchemeFile,
  type WantedControl,
} from '@dingdee/shared/scheme-file';
import { market } from './market.js';

const AMOUNTS = ['MoneyField', 'NumberField', 'CalculateField'];
const DETAIL = '明细';
const CONTROLS: WantedControl[] = [
  {
    name: DETAIL,
    types: ['TableField'],
    aliases: ['报销明细', '费用明细', '付款明细', '采购明细', '货物明细', '需求明细', '差旅明细', '项目明细', '表格'],
    without: '整张审批算一行',
  },
  {
    name: '总金额',
    types: AMOUNTS,
    aliases: [
      '付款总额',
      '报销总额',
      '申请付款总金额',
      '总报销金额(元)',
      '费用合计',
      '付款金额',
      '申请金额',
      '合计金额',
      '合计',
    ],
    without: '明细合计没有总金额可以核对，每一张都要写明理由才能通过',
  },
];

const CODES: Readonly<Record<TargetName, string>> = {
  AP_PAYBILL: 'blank-to-paybill',
  AP_OtherPayable: 'blank-to-payable',
};

/** Returns a file without rules, for a scheme without a template. Fields without a rule are listed from Kingdee's form, required ones separately. */
const blank = (target: TargetName): SchemeFile => ({
  kind: SCHEME_FILE_KIND,
  version: SCHEME_FILE_VERSION,
  code: CODES[target],
  name: `从空白开始 → ${TARGET_WORDS[target]}`,
  description: `没有模板的表单用：一条规则也没有，${TARGET_WORDS[target]}必填的字段都列着，在第 3 步逐个写。`,
  target,
  controls: CONTROLS,
  content: {
    target,
    detail: { table: DETAIL },
    totalFrom: 'field:总金额',
    header: {},
    rows: {},
    filter: [],
    // A scheme that nobody has checked yet must not audit by itself.
    outcome: 'save+submit',
    billNoPrefix: 'DD',
    writeback: {
      comment: true,
      text: `已生成${TARGET_WORDS[target]} {{billNo}}，日期 {{date}}，金额 {{amount}}`,
      asUserId: null,
      noticeOriginator: false,
    },
  },
  oneRow: {},
  samples: [],
});

const BLANKS: readonly SchemeFile[] = TARGETS.map(blank);

/** Returns the files from which a scheme may be made: the templates of the market, then the blank files. */
export const beginnings = (): readonly SchemeFile[] => [...market(), ...BLANKS];
