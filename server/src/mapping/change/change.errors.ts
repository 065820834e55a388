import type { ChangeKept } from '@dingdee/shared/mapping-change';
import { whenInWords } from '../../domain/beijing-time.js';
import { DomainError } from '../../problem/domain-error.js';

export class NoSuchChangeError extends DomainError {
  readonly code = 'mapping/no-such-change';
  readonly title = '没有这次改动';
  readonly status = 404;
  constructor() {
    super('没有找到这次改动，没有撤回任何一条。刷新后看最新的改动。');
  }
}

/** A change that can no longer be undone. */
export class ChangeKeptError extends DomainError {
  readonly code = 'mapping/change-kept';
  readonly title = '这次改动不能撤回了';
  readonly status = 409;
  /** @param since who changed its place since, and when. */
  constructor(why: ChangeKept, key: string, since: { by: string; at: number | null } | null, now: number) {
    const who = since && `${since.by}${since.at === null ? '' : `（${whenInWords(since.at, now)}）`}`;
    super(
      {
        late: `“${key}”的这次改动已经超过 24 小时，没有撤回。要改回去，直接改那一行。`,
        changed: `“${key}”在这次改动之后${who ? `由 ${who} ` : ''}又改过，没有撤回。要改回去，直接改那一行。`,
        import: `“${key}”是导入的文件改的，没有撤回。在“导入记录”里整个撤回，或直接改那一行。`,
        unrecorded: `“${key}”的这次改动是旧版本写的，没有记下是怎么改的，不能撤回。要改回去，直接改那一行。`,
      }[why],
      { key },
    );
  }
}
