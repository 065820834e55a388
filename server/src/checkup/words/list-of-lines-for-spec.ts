import { CHECK_STATE_WORDS } from '@dingdee/shared/check-up';
import { CONSENT_PROBES, PROBE_WORDS } from './line-words.js';
import { Told } from './said.js';

const SUBJECT = { id: '…', name: '…' };

/** Gives a placeholder for every parameter that a sentence asks for. */
class Placeholders extends Told {
  constructor() {
    super({}, SUBJECT);
  }
  override text(_name: string): string {
    return '…';
  }
  override at(): string {
    return '…';
  }
}

/** Returns docs/spec/check-up.md: every line that the check-up can show, in its own words. */
export function listOfLines(): string {
  const told = new Placeholders();
  const sections = Object.entries(PROBE_WORDS).map(([code, words]) => {
    const consent = code in CONSENT_PROBES ? '　（要人同意才做）' : '';
    const rows = Object.entries(words.findings).map(([finding, make]) => {
      const { came, means = '', fix } = make(told);
      const cells = [`\`${finding}\``, came, means, fix ? `${fix.who}：${fix.where}：${fix.what}` : ''];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
    return `### ${words.title(told)}${consent}

\`${code}\` · ${words.asked}

| code | 回来的是 | 影响 | 谁在哪里改什么 |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  });
  return `# 体检的每一项

Every line of the check-up ([decision 50](../decisions/0050-check-up-above-the-push.md)) and everything it may say, written by \`server/src/checkup/words/line-words.spec.ts\` from the words themselves: change them there, then \`npx vitest run server/src/checkup/words -u\`. States: ${Object.values(CHECK_STATE_WORDS).join('、')}. Besides these a line may be without an answer, without a right, or not asked, and says which (\`common-words.ts\`). … stands for what came back.

${sections.join('\n')}`;
}
