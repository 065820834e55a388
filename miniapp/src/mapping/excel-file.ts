import { IMPORT_FILE_BYTES, type OpenImport } from '@dingdee/shared/mapping-import';
import { ApiProblem } from '../api/api-problem.js';
import { importWords as words } from './import-words.js';

/** Prepares a chosen file for sending. @throws ApiProblem if it is larger than the server accepts */
export async function asUpload(file: File): Promise<OpenImport> {
  if (file.size > IMPORT_FILE_BYTES)
    throw new ApiProblem('client/too-large', words.tooLarge.title, words.tooLarge.detail, 0);
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return { name: file.name.slice(0, 200), content: url.slice(url.indexOf(',') + 1) };
}

/** Saves bytes as a file for the person. */
export function saveAs(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
