import type { SchemeContent } from '@dingdee/shared/scheme';
import type { SchemeFile } from '@dingdee/shared/scheme-file';
import { contentOfFile, type FileBasis } from './file-content.js';
import { market } from './market.js';

/** A template of the market. @throws Error where it is not offered. */
export function templateCalled(code: string): SchemeFile {
  const file = market().find((one) => one.code === code);
  if (!file) throw new Error(`no such template: ${code}`);
  return file;
}

/** Its content with its controls as the template calls them. */
export const templateContent = (code: string, basis: FileBasis): SchemeContent =>
  contentOfFile(templateCalled(code), basis);
