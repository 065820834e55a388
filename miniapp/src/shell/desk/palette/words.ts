/** Texts of the command palette, which is loaded late. */
export const paletteWords = {
  title: '命令面板',
  search: '找单据、人、页面和动作',
  bills: '单据',
  people: '人',
  act: (about: string) => (about ? `动作：${about}` : '动作'),
  elsewhere: '打开页面',
  ofPerson: (payee: string, stage: string) => `看 ${payee} 在“${stage}”里的单据`,
  stage: (word: string) => `审核台：${word}`,
  choose: '选',
  open: '打开',
  hint: '名字、拼音、金额、编号都能找',
  onlyActions: '先输入 > ，只列动作',
  searching: '正在找…',
  none: (text: string) => `没有找到“${text}”。试试收款人的姓名、金额或编号`,
  failed: '单据这次没有查到结果，改一个字再试；页面和动作照常能用。',
} as const;
