/** Texts of the line that compares the form's total, its rows and the payable amount. */
export const totalsWords = {
  form: '表单总金额',
  formLess: (others: string) => `表单总金额减其余各张 ${others}`,
  rows: (n: number) => `明细 ${n} 行合计`,
  offset: '冲抵',
  payable: '应付金额合计',
  agree: '三方一致',
  differ: (difference: string) => `差 ${difference}`,
  unknown: '应付金额还没算出',
} as const;
