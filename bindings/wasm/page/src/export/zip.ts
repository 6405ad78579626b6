// An archive of stored files: what an xlsx workbook is packed in.
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function checksum(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (TABLE[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** 1980-01-01: the archive depends on its contents only. */
const DAY = 0x0021;

export function zip(files: { name: string; bytes: Uint8Array }[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const path = new TextEncoder().encode(name);
    const common = [20, 0x0800, 0, 0, DAY];
    const sizes = [checksum(bytes), bytes.length, bytes.length];
    const local = header(0x04034b50, common, sizes, [path.length, 0]);
    entries.push(header(0x02014b50, [20, ...common], sizes, [path.length, 0, 0, 0, 0], [0, offset]), path);
    parts.push(local, path, bytes);
    offset += local.length + path.length + bytes.length;
  }
  const size = entries.reduce((n, e) => n + e.length, 0);
  const end = header(0x06054b50, [0, 0, files.length, files.length], [size, offset], [0]);
  return joined([...parts, ...entries, end]);
}

/** A signature, then 16-bit, 32-bit, 16-bit and 32-bit numbers, low byte first. */
function header(signature: number, first: number[], longs: number[], shorts: number[], last: number[] = []): Uint8Array {
  const out = new DataView(new ArrayBuffer(4 + 2 * first.length + 4 * longs.length + 2 * shorts.length + 4 * last.length));
  let at = 0;
  const put = (value: number, bytes: 2 | 4): void => {
    if (bytes === 2) out.setUint16(at, value, true);
    else out.setUint32(at, value, true);
    at += bytes;
  };
  put(signature, 4);
  for (const value of first) put(value, 2);
  for (const value of longs) put(value, 4);
  for (const value of shorts) put(value, 2);
  for (const value of last) put(value, 4);
  return new Uint8Array(out.buffer);
}

function joined(parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
