import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Call = (...given: unknown[]) => unknown;
const plain = fs as unknown as Record<string, Call>;

/** Functions of node:fs/promises that answer in the same turn. */
const NAMES = ['readFile', 'writeFile', 'rename', 'mkdir', 'stat', 'rm', 'readdir', 'unlink'];

/** File handle whose calls are finished when they return. `sync` does nothing: in virtual time processes die, machines do not. */
class FileAtOnce {
  constructor(readonly fd: number) {}

  async writeFile(data: string | Uint8Array): Promise<void> {
    fs.writeFileSync(this.fd, data);
  }
  async write(...given: [Uint8Array]): Promise<{ bytesWritten: number; buffer: unknown }> {
    return { bytesWritten: Reflect.apply(fs.writeSync, fs, [this.fd, ...given]) as number, buffer: given[0] };
  }
  async readFile(options?: BufferEncoding): Promise<string | Buffer> {
    return fs.readFileSync(this.fd, options);
  }
  async truncate(length?: number): Promise<void> {
    fs.ftruncateSync(this.fd, length);
  }
  async stat(): Promise<fs.Stats> {
    return fs.fstatSync(this.fd);
  }
  async sync(): Promise<void> {}
  async datasync(): Promise<void> {}
  async close(): Promise<void> {
    fs.closeSync(this.fd);
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Reads and writes files below this folder in the turn of the call, so that the speed of the disk has no effect. */
export function filesAtOnce(folder: string): void {
  const within = (path: unknown): boolean => typeof path === 'string' && path.startsWith(folder);
  const usual = { ...promises } as unknown as Record<string, Call>;
  const atOnce = (name: string, act: Call): [string, Call] => [
    name,
    (...given) => {
      if (!within(given[0])) return usual[name]?.(...given);
      try {
        return Promise.resolve(act(...given));
      } catch (error) {
        return Promise.reject(error);
      }
    },
  ];
  const calls = NAMES.map((name) => atOnce(name, (...given) => plain[`${name}Sync`]?.(...given)));
  calls.push(atOnce('open', (...given) => new FileAtOnce(plain.openSync?.(...given) as number)));
  Object.assign(promises, Object.fromEntries(calls));
  syncBuiltinESMExports();
}
