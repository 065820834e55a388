import { createDeflateRaw } from 'node:zlib';
import { ZipPassThrough } from 'fflate';

/** Fast and small enough: rows of a sheet repeat each other. */
const LEVEL = 4;

/** One file of an archive, compressed by Node's own zlib outside the main thread: on the main thread, a long sheet would block every request. */
export class DeflatedPart extends ZipPassThrough {
  private readonly deflate = createDeflateRaw({ level: LEVEL });
  private packed: Promise<void> = Promise.resolve();

  constructor(name: string) {
    super(name);
    this.compression = 8;
    this.deflate.on('data', (bytes: Buffer) => this.ondata(null, new Uint8Array(bytes), false));
  }

  /** Resolves when all pushed data is compressed. @throws if the compression fails */
  settled(): Promise<void> {
    return this.packed;
  }

  protected override process(chunk: Uint8Array, final: boolean): void {
    this.packed = new Promise((resolve, reject) => {
      this.deflate.once('error', reject);
      const done = () => {
        this.deflate.off('error', reject);
        resolve();
      };
      if (!final) this.deflate.write(chunk, done);
      else
        this.deflate.end(chunk).once('end', () => {
          this.ondata(null, new Uint8Array(0), true);
          done();
        });
    });
  }
}
