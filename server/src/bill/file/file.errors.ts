import type { DownloadError } from '../../connectors/dingtalk/file/file-download.js';
import { DomainError } from '../../problem/domain-error.js';

const ORIGINAL = '在钉钉里打开原审批看原件。';

/** A photo or attachment could not be fetched; the sentence says why, and what to do next. */
export class FileRefusedError extends DomainError {
  readonly title = '附件没有取到';
  constructor(
    readonly code: `file/${string}`,
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

export const noSuchFile = (): FileRefusedError =>
  new FileRefusedError('file/not-found', 404, '这张单据没有这个附件，可能审批改过。刷新后再打开。');
export const fileArchived = (): FileRefusedError =>
  new FileRefusedError('file/archived', 410, `审批原文已归档，附件不在这里取了。${ORIGINAL}`);
/** @param host host of the address, "" if it has none. */
export const fileForeign = (host: string): FileRefusedError =>
  new FileRefusedError(
    'file/foreign',
    422,
    `附件的地址${host === '' ? '' : `在 ${host}，`}不是钉钉存附件的地方，没有去取。在钉钉里打开原审批看原件；看到的不是钉钉的附件，先问申请人。`,
  );
export const fileGone = (): FileRefusedError =>
  new FileRefusedError('file/gone', 404, `钉钉上取不到它了：已被删除，或链接已失效。${ORIGINAL}`);
export const filesBusy = (): FileRefusedError =>
  new FileRefusedError('file/busy', 503, '同时在看附件的人太多，还没有轮到。稍等一会儿，点“重试”。');
export const noCallsLeft = (): FileRefusedError =>
  new FileRefusedError('file/no-calls', 503, `本月的钉钉调用额度已用完，附件要到下月才能在这里看。${ORIGINAL}`);

/** @param firstMs how long the first bytes were waited for, in ms. @param mostMb largest file that is fetched, in MB. */
export function downloadRefused(
  { why, status, host }: DownloadError,
  firstMs: number,
  mostMb: number,
): FileRefusedError {
  switch (why) {
    case 'gone':
      return fileGone();
    case 'too-large':
      return new FileRefusedError('file/too-large', 422, `它超过 ${mostMb} MB，这里不取。${ORIGINAL}`);
    case 'elsewhere':
      return fileForeign(host);
    case 'slow': {
      const seconds = Math.max(1, Math.round(firstMs / 1000));
      return new FileRefusedError(
        'file/slow',
        504,
        `等了 ${seconds} 秒，钉钉还没有把它发过来。点“重试”，还不行就${ORIGINAL}`,
      );
    }
    default:
      return new FileRefusedError(
        'file/unreachable',
        502,
        status === 0
          ? `连不上钉钉存附件的地方。点“重试”，还不行就${ORIGINAL}`
          : `钉钉存附件的地方出错了（${status}）。点“重试”，还不行就${ORIGINAL}`,
      );
  }
}
