import type { FileFault } from '@dingdee/shared/scheme-file';
import { DomainError } from '../../problem/domain-error.js';

/** Thrown for a file that is no scheme, is broken, or was written by a newer program: nothing of it is imported. */
export class SchemeFileError extends DomainError {
  readonly code = 'scheme/file';
  readonly title = '这个文件不能导入';
  readonly status = 422;
  constructor(faults: readonly FileFault[]) {
    const [first] = faults;
    const more = faults.length > 1 ? `，另有 ${faults.length - 1} 处` : '';
    super(
      `没有导入。${first ? `${first.where}：${first.what}` : '文件读不出来'}${more}。换一个文件，或请导出的人重新导出。`,
      {
        faults,
      },
    );
  }
}
