import type { LineProblem } from './compare-file.js';
import { cellFaultWords } from './sheet-words.js';

/** @param kindWord name of the table's target kind, e.g. 费用项目. */
export function lineProblemWords(problem: LineProblem, kindWord: string): string {
  switch (problem.code) {
    case 'unknown-org':
      return `金蝶没有组织 ${problem.what}`;
    case 'unknown-number':
      return `金蝶没有${kindWord} ${problem.what}`;
    case 'unusable':
      return `不能用：${problem.what}`;
    case 'unclear-tail':
      return `有几个${kindWord}都是${problem.what}，写全编码`;
    case 'twice':
      return `和 ${problem.what} 重复，对应不同`;
    case 'not-dated':
      return '决定付给谁、由谁付的对应不分日期。清空这一格';
    default:
      return cellFaultWords({ code: problem.code, cell: '' });
  }
}
