/** A picture in the forms that the containers below hold. */
export interface Picture {
  size: number;
  png: Buffer;
  /** Rows from the top, four bytes a pixel, alpha not multiplied in. */
  rgba: Buffer;
}

/**
 * Packs the pictures into an .ico: those below 256 pixels as bitmaps, which everything on Windows
 * reads, those of 256 pixels as PNG, which is a tenth of the size and readable since Vista.
 * https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 */
export function ico(pictures: readonly Picture[]): Buffer {
  const images = pictures.map((picture) => (picture.size < 256 ? bitmap(picture) : picture.png));
  const directory = Buffer.alloc(6 + 16 * pictures.length);
  directory.writeUInt16LE(1, 2); // an icon, not a cursor
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, picture] of pictures.entries()) {
    const length = images[index]?.length ?? 0;
    const at = 6 + 16 * index;
    directory.writeUInt8(picture.size % 256, at); // 256 is written as 0
    directory.writeUInt8(picture.size % 256, at + 1);
    directory.writeUInt16LE(1, at + 4); // planes
    directory.writeUInt16LE(32, at + 6); // bits a pixel
    directory.writeUInt32LE(length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += length;
  }
  return Buffer.concat([directory, ...images]);
}

/**
 * Packs the pictures into an .icns, all as PNG, each under every name that macOS has for its size.
 * The names for 16 and 32 pixels at single density do not work in applications, so macOS scales
 * larger pictures down to these sizes.
 * https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 */
export function icns(pictures: readonly Picture[]): Buffer {
  const entries = pictures.flatMap(({ size, png }) =>
    Object.entries(ICNS_SIZES)
      .filter(([, entrySize]) => entrySize === size)
      .map(([name]) => block(name, png)),
  );
  return block('icns', Buffer.concat(entries));
}

const ICNS_SIZES = {
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024, // 512 on a screen of double density
  ic11: 32, // 16
  ic12: 64, // 32
  ic13: 256, // 128
  ic14: 512, // 256
};

function block(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}

/** A BITMAPINFOHEADER of twice the height, the rows from the bottom as BGRA, and an empty mask. */
function bitmap({ size, rgba }: Picture): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(2 * size, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const rows = Array.from({ length: size }, (_, row) =>
    rgba.subarray(4 * size * (size - 1 - row), 4 * size * (size - row)),
  );
  const pixels = Buffer.concat(rows);
  for (let at = 0; at < pixels.length; at += 4) pixels.writeUInt32BE(bgra(pixels, at), at);
  // The mask has one bit per pixel, in rows padded to 32 bits. It is zero: alpha is used instead.
  return Buffer.concat([header, pixels, Buffer.alloc(Math.ceil(size / 32) * 4 * size)]);
}

function bgra(pixels: Buffer, at: number): number {
  return Buffer.of(
    pixels.readUInt8(at + 2),
    pixels.readUInt8(at + 1),
    pixels.readUInt8(at),
    pixels.readUInt8(at + 3),
  ).readUInt32BE();
}
