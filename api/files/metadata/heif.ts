import type { Bytes } from './bytes.ts';

const MOST_META_BYTES = 1024 * 1024;

interface Box {
  type: string;
  /** Where what it holds begins and ends. */
  from: number;
  to: number;
}
/** Bytes of the file, from and to, which is after the last. */
type Extent = [from: number, to: number];

/**
 * An AVIF or HEIC (ISO/IEC 23008-12, ISO/IEC 14496-12) whose EXIF and XMP data are zeros; how the
 * picture is turned stands elsewhere. Cameras and programs write where these data are before the data
 * themselves. Where a file has it the other way round, the data stay.
 */
export async function* heifWithoutMetadata(bytes: Bytes): AsyncGenerator<Buffer, void> {
  let blanks: Extent[] = [];
  for (;;) {
    const head = await bytes.take(8);
    if (head.length < 8) {
      yield head;
      return;
    }
    const [long, length] = await lengthOf(head, bytes);
    yield* [head, long];
    const left = Math.max(0, length - head.length - long.length);
    if (head.toString('latin1', 4) === 'meta' && left <= MOST_META_BYTES) {
      const meta = await bytes.take(left);
      const { inFile, inMeta } = extentsOf(meta);
      blanks = inFile;
      const clean = Buffer.from(meta);
      for (const [from, to] of inMeta) clean.fill(0, from, to);
      yield clean;
    } else {
      yield* blanked(bytes, left, blanks);
    }
  }
}

/** The length of a box, and the eight bytes that say it where four do not suffice. */
async function lengthOf(head: Buffer, bytes: Bytes): Promise<[long: Buffer, length: number]> {
  const length = head.readUInt32BE();
  if (length !== 1) return [Buffer.alloc(0), length === 0 ? Number.POSITIVE_INFINITY : length];
  const long = await bytes.take(8);
  return [long, long.length < 8 ? 16 : Number(long.readBigUInt64BE())];
}

async function* blanked(
  bytes: Bytes,
  count: number,
  blanks: readonly Extent[],
): AsyncGenerator<Buffer, void> {
  let at = bytes.taken;
  for await (const part of bytes.pass(count)) {
    const clean = blanks.some(([from, to]) => from < at + part.length && to > at)
      ? Buffer.from(part)
      : part;
    for (const [from, to] of blanks) {
      clean.fill(0, Math.max(0, from - at), Math.min(part.length, Math.max(0, to - at)));
    }
    at += part.length;
    yield clean;
  }
}

/** Where the EXIF and XMP data are: in the file, and in the box itself. */
function extentsOf(meta: Buffer): { inFile: Extent[]; inMeta: Extent[] } {
  // Four bytes say the version of the box.
  const boxes = boxesIn(meta, 4, meta.length);
  const boxOf = (type: string) => boxes.find((box) => box.type === type);
  const [info, locations, data] = [boxOf('iinf'), boxOf('iloc'), boxOf('idat')];
  if (info === undefined || locations === undefined) return { inFile: [], inMeta: [] };
  const wanted = itemsOf(meta, info);
  const all = placesOf(meta, locations).filter(({ item }) => wanted.has(item));
  const from = data?.from ?? meta.length;
  return {
    inFile: all.flatMap(({ method, extents }) => (method === 0 ? extents : [])),
    inMeta: all.flatMap(({ method, extents }) =>
      method === 1 ? extents.map(([first, end]): Extent => [from + first, from + end]) : [],
    ),
  };
}

function boxesIn(meta: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const length = meta.readUInt32BE(at);
    if (length < 8) break;
    const type = meta.toString('latin1', at + 4, at + 8);
    boxes.push({ type, from: at + 8, to: Math.min(at + length, to) });
    at += length;
  }
  return boxes;
}

/** The numbers of the items that are EXIF or XMP data. */
function itemsOf(meta: Buffer, info: Box): Set<number> {
  const countBytes = meta[info.from] === 0 ? 2 : 4;
  const entries = boxesIn(meta, info.from + 4 + countBytes, info.to);
  return new Set(
    entries.flatMap(({ from, to }) => {
      const numberBytes = meta[from] === 3 ? 4 : 2;
      const typeAt = from + 4 + numberBytes + 2;
      if (typeAt + 4 > to) return [];
      const type = meta.toString('latin1', typeAt, typeAt + 4);
      return type === 'Exif' || type === 'mime' ? [meta.readUIntBE(from + 4, numberBytes)] : [];
    }),
  );
}

/** Where each item is; `method` 0 counts from the beginning of the file, 1 from that of `idat`. */
function placesOf(meta: Buffer, { from, to }: Box) {
  const version = meta[from] ?? 0;
  let at = from + 4;
  const read = (count: number): number => {
    at += count;
    if (at > to || count === 0) return 0;
    // Of eight bytes the last six are read: no file is longer.
    const read = Math.min(count, 6);
    return meta.readUIntBE(at - read, read);
  };
  const sizes = read(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const numberBytes = version < 2 ? 2 : 4;
  const count = read(numberBytes);
  const places: { item: number; method: number; extents: Extent[] }[] = [];
  for (let index = 0; index < count && at < to; index += 1) {
    const item = read(numberBytes);
    const method = version === 0 ? 0 : read(2) & 15;
    read(2);
    const base = read(baseBytes);
    const extents: Extent[] = [];
    for (let left = read(2); left > 0 && at < to; left -= 1) {
      read(indexBytes);
      const first = base + read(offsetBytes);
      const length = read(lengthBytes);
      extents.push([first, length === 0 ? Number.POSITIVE_INFINITY : first + length]);
    }
    places.push({ item, method, extents });
  }
  return places;
}
