import { DomainError } from '../../problem/domain-error.js';

export class ExportNotFoundError extends DomainError {
  readonly code = 'export/not-found';
  readonly title = '没有这次导出';
  readonly status = 404;
  constructor() {
    super('没有找到这次导出：文件到时间就删掉，别人的导出只有管理和审计看得到。回到“数据”再导出一次。');
  }
}

export class ExportNotReadyError extends DomainError {
  readonly code = 'export/not-ready';
  readonly title = '文件还没有写好';
  readonly status = 409;
  constructor() {
    super('这次导出还没有写完，或没有写成。写完了再取；没有写成的，再导出一次。');
  }
}

export class ExportGoneError extends DomainError {
  readonly code = 'export/gone';
  readonly title = '文件不在了';
  readonly status = 410;
  constructor() {
    super(
      '文件不在这台服务器上：被人删掉了，或写在另一台上。再导出一次；常发生的话，请管理员看 EXPORT_DIR 是不是几台共用。',
    );
  }
}

export class ExportTooManyError extends DomainError {
  readonly code = 'export/too-many';
  readonly title = '导出太多';
  readonly status = 429;
  constructor(most: number) {
    super(`没有开始：你有 ${most} 次导出还没写完。等它们写完，或停下一次。`);
  }
}

/** Too many finished files that have not expired: each takes space on the disk that may hold the ledger. */
export class ExportKeptError extends DomainError {
  readonly code = 'export/kept';
  readonly title = '导出的文件太多';
  readonly status = 429;
  /** @param most number of files. @param bytes of all files together. */
  constructor(most: number, bytes: number) {
    super(
      `没有开始：你导出的文件已有 ${most} 个，或合计超过 ${bytes / 1_000_000_000} GB，都还没到期。先用已有的；等最早的到期删掉，再导出。`,
    );
  }
}

export class ExportNoRoomError extends DomainError {
  readonly code = 'export/no-room';
  readonly title = '磁盘快满了';
  readonly status = 507;
  constructor() {
    super('没有导出：服务器的磁盘剩下不到 1 GB，留给记账。请管理员腾出地方，再导出一次。');
  }
}
