import { beijingDate } from '../../domain/beijing-time.js';
import type { Fault } from './find-faults.js';

/** Returns the reason of a fault, for the list. */
export function faultWords({ code, what }: Fault): string {
  switch (code) {
    case 'disabled':
      return what === '' ? '在金蝶不能用' : what;
    case 'unknown':
      return '金蝶里没有这个编码';
    case 'written-alike':
      return `和“${what}”只差写法，对应不同`;
    case 'own-rows-first':
      return '用到它的组织都有自己的对应，这条用不上';
    case 'same-as-all':
      return '和范围更宽的对应一样，去掉也一样';
    case 'never-used-twin':
      return `和“${what}”只差写法，没有用过`;
    case 'idle':
      return what === '' ? '从来没有用到过' : `上次用到 ${beijingDate(Number(what))}`;
  }
}
