import { DomainError } from '../../problem/domain-error.js';
import type { FileFault } from './file-faults.js';
import { fileFaultWords } from './sheet-words.js';

/** A file that cannot be read as a whole. `fields` names the cells. */
export class UnreadableFileError extends DomainError {
  readonly code = 'mapping/unreadable-file';
  readonly title = '这个文件没有读进来';
  readonly status = 422;
  constructor(faults: readonly FileFault[]) {
    const lines = faults.map((fault) => `${fault.cell === '' ? '' : `${fault.cell}：`}${fileFaultWords(fault)}`);
    super(`${lines.join(' ')}映射表没有任何改动。`, {
      fields: Object.fromEntries(faults.map((fault) => [fault.cell, fileFaultWords(fault)])),
    });
  }
}

export class MappingImportGoneError extends DomainError {
  readonly code = 'mapping/no-such-import';
  readonly title = '这次导入已不在';
  readonly status = 404;
  constructor() {
    super('这次导入已经应用过，或放了一天没有应用。要导就重新上传文件。');
  }
}

/** The file equals the table: there is nothing to write, and nothing to undo. */
export class NothingToImportError extends DomainError {
  readonly code = 'mapping/nothing-to-import';
  readonly title = '没有要导入的';
  readonly status = 422;
  constructor() {
    super('文件和映射表一样，没有要改的。映射表没有任何改动。');
  }
}

/** Some lines cannot be used as they are, and nobody has decided about them. */
export class ImportUndecidedError extends DomainError {
  readonly code = 'mapping/import-undecided';
  readonly title = '还有错误没处理';
  readonly status = 422;
  constructor(cells: readonly string[]) {
    super(
      `${cells.slice(0, 5).join('、')}${cells.length > 5 ? ` 等 ${cells.length} 处` : ''} 还没处理。换一个、留原来的，或不导这行；没有写入任何一条。`,
    );
  }
}

/** An import that can no longer be undone as a whole. */
export class ImportKeptError extends DomainError {
  readonly code = 'mapping/import-kept';
  readonly title = '这次导入不能整个撤回了';
  readonly status = 409;
  constructor(why: 'late' | 'undone' | 'changed', key = '') {
    super(
      {
        late: '已经超过 24 小时。要改回去，导出现在的表，改好再导入。',
        undone: '这次导入已经撤回过了。',
        changed: `“${key}”在这次导入之后又改过。没有撤回任何一条；要改回去，改那几行，或导出改好再导入。`,
      }[why],
    );
  }
}
