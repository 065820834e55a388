/** Traditional characters of the labels of forms, each before its simplified one. */
const PAIRS =
  '萬万億亿圓元幣币貨货匯汇彙汇兌兑換换種种別别類类單单計计總总額额數数價价費费稅税銀银錢钱號号編编碼码帳帐賬账戶户沖冲衝冲銷销減减還还備备預预應应實实際际發发報报領领補补繳缴歸归訂订質质負负擔担' +
  '罰罚優优調调墊垫貸贷賠赔償偿給给與与審审覆复複复復复確确認认財财務务會会經经終终後后結结準准許许淨净凈净對对轉转簽签標标請请購购員员業业歷历餘余門门織织稱称憑凭證证據据條条進进劃划狀状態态張张' +
  '間间時时說说註注項项過过內内訖讫為为從从個个國国陸陆歐欧韓韩鎊镑銖铢盧卢臺台聯联無无開开關关連连書书紙纸級级組组紅红';

const SIMPLE: ReadonlyMap<string, string> = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, at) => [PAIRS.charAt(2 * at), PAIRS.charAt(2 * at + 1)]),
);

const TRADITIONAL = new RegExp(`[${[...SIMPLE.keys()].join('')}]`, 'gu');

/** Returns a text with the traditional characters that labels have as simplified ones, character for character; any other stays as it is. */
export const simplified = (text: string): string => text.replace(TRADITIONAL, (sign) => SIMPLE.get(sign) ?? sign);
