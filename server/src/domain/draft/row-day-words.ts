type Params = Readonly<Record<string, string>>;

/** Returns since when a row of a mapping table counts, "2027-01-01 起". */
export const fromDayWords = (day: string): string => `${day} 起`;

/** Sentence on a value whose row counts only for later bills. */
export const comingRowWords = ({ label = '', name = '', comesOn = '' }: Params): string =>
  `${label}未映射：${name}。该值的对应从 ${comesOn} 起生效，这张审批更早通过。到“映射”里为更早的单据另加一条（不填生效日期），或改生效日期。`;
