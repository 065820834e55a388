import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker';

// Neither the phone's client nor the PC's is known to show a PDF by itself, so it is drawn here; all of it comes when the first one is opened.

/** How Chinese invoices name their letters where they bring no font of their own. */
const CMAPS = import.meta.glob<string>(
  '../../../../node_modules/pdfjs-dist/cmaps/{Adobe-GB1-UCS2,GB-*,GBK*,GBpc-*,UniGB-*}.bcmap',
  { query: '?url&no-inline', import: 'default', eager: true },
);
/** Ticks and signs: the two standard fonts that no computer has under their name. */
const FONTS = import.meta.glob<string>(
  '../../../../node_modules/pdfjs-dist/standard_fonts/Foxit{Symbol,Dingbats}.pfb',
  {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  },
);

async function bytesOf(files: Readonly<Record<string, string>>, name: string): Promise<Uint8Array> {
  const [, address] = Object.entries(files).find(([path]) => path.endsWith(`/${name}`)) ?? [];
  if (address === undefined) throw new Error(`${name} is not among the parts of a PDF that come with us`);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${name} did not come`);
  return new Uint8Array(await response.arrayBuffer());
}
class CMaps {
  fetch = async ({ name }: { name: string }) => ({
    cMapData: await bytesOf(CMAPS, `${name}.bcmap`),
    isCompressed: true,
  });
}
class Fonts {
  fetch = ({ filename }: { filename: string }) => bytesOf(FONTS, filename);
}

/** @throws whatever the reader says of a PDF that is none, is broken, or wants a password. */
export async function openPdf(file: Blob): Promise<PDFDocumentProxy> {
  GlobalWorkerOptions.workerPort ??= new PdfWorker();
  return getDocument({
    data: new Uint8Array(await new Response(file).arrayBuffer()),
    CMapReaderFactory: CMaps,
    StandardFontDataFactory: Fonts,
    useWorkerFetch: false,
    // Nothing in a file from outside may become a program; the page's own rules forbid it too.
    isEvalSupported: false,
    enableXfa: false,
  }).promise;
}
