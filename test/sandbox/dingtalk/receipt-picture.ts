import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 540;
const HEIGHT = 720;
const PALETTE = [0xefece4, 0xffffff, 0x8a8f98, 0xc0392b, 0xc9c4b8] as const;
/** x, y, width, height, index in the palette. */
const MARKS: readonly (readonly [number, number, number, number, number])[] = [
  [58, 58, 424, 604, 4],
  [60, 60, 420, 600, 1],
  [100, 110, 240, 24, 2],
  [100, 170, 340, 10, 2],
  [100, 205, 300, 10, 2],
  [100, 240, 340, 10, 2],
  [100, 275, 260, 10, 2],
];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** Draws a receipt with a round stamp as PNG. @param seed moves the stamp, so that pictures of different names have different bytes. */
export function receiptPicture(seed: number): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT);
  for (const [x, y, width, height, ink] of MARKS)
    for (let row = y; row < y + height; row += 1) pixels.fill(ink, row * WIDTH + x, row * WIDTH + x + width);
  const [cx, cy] = [300 + (seed % 90), 520 + (seed % 50)];
  for (let y = cy - 63; y <= cy + 63; y += 1)
    for (let x = cx - 63; x <= cx + 63; x += 1)
      if (Math.abs(Math.hypot(x - cx, y - cy) - 60) <= 3) pixels[y * WIDTH + x] = 3;
  const lines = Buffer.alloc((WIDTH + 1) * HEIGHT);
  for (let row = 0; row < HEIGHT; row += 1) pixels.copy(lines, row * (WIDTH + 1) + 1, row * WIDTH, (row + 1) * WIDTH);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(PALETTE.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
