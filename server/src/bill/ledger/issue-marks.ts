/** Length of the column. */
const LONGEST = 500;

/**
 * Returns levels and codes of issues, which the rules of bulk actions use: `[[levels], [codes]]`, each pair once, in the order of the
 * issues. Written in the transaction that writes the content, so that neither is ever without the other.
 * @returns null if it is too long: then it is read from the content.
 */
export function issueMarks(issues: readonly { level: string; code: string }[]): string | null {
  const once = [...new Map(issues.map((issue) => [`${issue.level} ${issue.code}`, issue])).values()];
  const text = JSON.stringify([once.map(({ level }) => level), once.map(({ code }) => code)]);
  return text.length > LONGEST ? null : text;
}
