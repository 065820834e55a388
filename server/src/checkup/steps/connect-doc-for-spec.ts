import { YOUR_SITE } from '../show-step.js';
import type { Step } from './step.js';
import { numberOf, STEPS } from './step-of-line.js';

const written = (text: string): string => text.replaceAll('{site}', YOUR_SITE).replaceAll('|', '\\|');
const row = (...cells: readonly string[]): string => `| ${cells.map(written).join(' | ')} |`;

function stepsText(steps: readonly Step[]): string {
  const counted = steps.filter(({ aside }) => !aside);
  const points = steps.flatMap((step) => step.points ?? []);
  const parts = [
    [
      '| | | 做什么 | 为了什么 | 看到什么 |',
      '| --- | --- | --- | --- | --- |',
      ...counted.map((step) => row(String(numberOf(step)), step.name, step.does, step.why, step.sees)),
    ].join('\n'),
  ];
  if (points.length > 0)
    parts.push(
      '权限点，少一个就少一样：',
      [
        '| 权限点 | 用来做什么 | 没有会怎样 |',
        '| --- | --- | --- |',
        ...points.map(({ point, uses, without }) => row(`\`${point}\``, uses, without)),
      ].join('\n'),
    );
  for (const { name, does } of steps.filter(({ aside }) => aside)) parts.push(`**${name}**：${written(does)}`);
  return parts.join('\n\n');
}

/** Returns docs/connect.md with the steps defined here; the text around them stays as in the document. */
export const withSteps = (document: string): string =>
  document.replace(
    /(<!-- steps of (dingtalk|kingdee) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, system: 'dingtalk' | 'kingdee', end: string) => `${begin}\n${stepsText(STEPS[system])}\n${end}`,
  );
