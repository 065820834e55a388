const OPEN = '打开它核对';

/** Reason → what is wrong with the related approval, and what to do. */
const WHYS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  unread: ({ label }) => `还没有读到，读到后自动重新映射。急着付的，打开原审批核对后手工填写${label}。`,
  gone: ({ label }) => `在钉钉里已被删除。问清楚要不要付，要付的手工填写${label}。`,
  denied: ({ label }) => `钉钉不让应用读取。请管理员把它的表单加进应用的授权范围；这一笔${OPEN}后手工填写${label}。`,
  unreadable: ({ label }) => `内容无法读取。${OPEN}后手工填写${label}，或线下处理。`,
  running: ({ label }) => `还没有审批完。等它通过后再付；不等的${OPEN}后手工填写${label}。`,
  refused: () => '没有通过。请申请人改关联已通过的审批后重新提交，或线下处理。',
  withdrawn: () => '已由发起人撤销。请申请人改关联已通过的审批后重新提交，或线下处理。',
  revoked: () => '是对另一张审批的撤销，不能取值。请申请人改关联原来那一张后重新提交。',
  amended: ({ label }) => `通过后又有修改或撤销，不能确定还算不算。${OPEN}后手工填写${label}。`,
  unnamed: ({ label }) => `钉钉没有给出编号，不知道是哪一张。${OPEN}后手工填写${label}。`,
  itself: ({ label }) => `就是这张审批自己。请申请人改正后重新提交，或手工填写${label}。`,
  many: ({ label }) => `一共关联了太多张，没有读。打开原审批核对后手工填写${label}。`,
  unclear: ({ label, of }) => `上面的“${of}”无法读取，或有几个同名的。${OPEN}后手工填写${label}。`,
};

/** Sentence on a value that a related approval should give. Accounts in it are masked where it is shown. */
export const RELATED_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'related-approval': (params) => {
    const { label = '', control = '', title = '', of = '', values = '', why = '' } = params;
    if (why === 'differs')
      return `${label}要取“${control}”上的“${of}”，而几张关联审批写的不一样：${values}。打开原审批核对，按其中哪一个付，手工填写${label}。`;
    const which = title === '' ? '' : `“${title}”`;
    return `${label}要取关联审批${which}的“${of}”，它${(WHYS[why] ?? WHYS.unreadable)?.(params)}`;
  },
};
