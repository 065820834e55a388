import { expect, it } from 'vitest';
import { DownloadError } from '../../connectors/dingtalk/file/file-download.js';
import { downloadRefused, fileForeign } from './file.errors.js';

it('a foreign address is named by its host, with what to do and without the name of a setting', () => {
  const { message } = fileForeign('files.example.com');
  expect(message).toBe(
    '附件的地址在 files.example.com，不是钉钉存附件的地方，没有去取。在钉钉里打开原审批看原件；看到的不是钉钉的附件，先问申请人。',
  );
  expect(downloadRefused(new DownloadError('elsewhere', 302, 'files.example.com'), 1000, 1).message).toBe(message);
});

it('an address that names no host is refused all the same', () => {
  expect(fileForeign('').message).toMatch(/^附件的地址不是钉钉存附件的地方，没有去取。/);
});
