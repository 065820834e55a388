import { DomainError } from '../../problem/domain-error.js';

/** An entry is replaced where it is used: by another one, and in not too many rows. */
export class NothingToReplaceError extends DomainError {
  readonly code = 'mapping/nothing-to-replace';
  readonly title = '没有换';
  readonly status = 422;
  constructor(why: 'none' | 'same' | 'many' | 'shared') {
    super(
      {
        none: '现在没有对应到这一项的，没有可以换的。刷新后看最新的。',
        same: '选的就是这一项，没有可以换的。另选一个。',
        shared: '对应到这一项的都管所有组织，别的组织也在用，没有换。到映射表里分组织改。',
        many: '对应到这一项的太多，一次换不完，没有写入任何一条。到映射表里导出，改好再导入。',
      }[why],
    );
  }
}
