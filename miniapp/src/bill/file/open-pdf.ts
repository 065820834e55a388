import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker';

// It is unknown whether the clients on phone and PC show a PDF by themselves, so the page draws it. All of this code loads with the first PDF.

/** Character maps of Chinese invoices that do not embed a font. */
const CMAPS = import.meta.glob<string>(
  '../../../../node_modules/pdfjs-dist/cmaps/{Adobe-GB1-UCS2,GB-*,GBK*,GBpc-*,UniGB-*}.bcmap',
  { query: '?url&no-inline', import: 'default', eager: true },
);
/** Ticks and signs: the two standard fonts that no computer has under their names. */
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

/** @throws the error of the reader for a file that is not a PDF, is broken, or needs a password */
export async function openPdf(file: Blob): Promise<PDFDocumentProxy> {
  GlobalWorkerOptions.workerPort ??= new PdfWorker();
  return getDocument({
    data: new Uint8Array(await new Response(file).arrayBuffer()),
    CMapReaderFactory: CMaps,
    StandardFontDataFactory: Fonts,
    useWorkerFetch: false,
    // A file from outside must never run as code; the page's own rules forbid it too.
    isEvalSupported: false,
    enableXfa: false,
  }).promise;
}
