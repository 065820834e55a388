import { DomainError } from '../../problem/domain-error.js';

export class FormNotCollectedError extends DomainError {
  readonly code = 'form/not-collected';
  readonly title = '没有在采集这张表单';
  readonly status = 404;
  constructor(processCode: string) {
    super('没有启用的方案在采集这张表单，没有去读。先在方案页启用它的方案。', { processCode });
  }
}

export class FormChangedAgainError extends DomainError {
  readonly code = 'form/changed-again';
  readonly title = '表单的改动已经不是这些';
  readonly status = 409;
  constructor(processCode: string) {
    super('没有接受：打开以后表单又有了改动，或别人已经接受过。刷新后再看一次。', { processCode });
  }
}

export class FormChangesEntangledError extends DomainError {
  readonly code = 'form/entangled';
  readonly title = '这几处要一起接受';
  readonly status = 409;
  constructor(processCode: string) {
    super(
      '没有接受：勾选的和没有勾选的之间有名称换了手，只接受一处就看不出另一处填的是不是同一样东西。一起核对，一起勾选。',
      {
        processCode,
      },
    );
  }
}
