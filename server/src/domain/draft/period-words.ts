/** Sentences on a day whose accounting period Kingdee has closed, as far as its refusals have shown. */
export const PERIOD_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'period-closed': ({ label, day, through }) =>
    `${label}是 ${day}，而金蝶拒绝过 ${through} 的单据，说期间已关账。改${label}；金蝶已重新开账的，把${label}手工填成原来的日期再推送。`,
  'period-moved': ({ label, day, was, through }) =>
    `${label}本来是 ${was}，金蝶拒绝过 ${through} 的单据，说期间已关账。照方案改成了 ${day}，核对后再通过。`,
};
