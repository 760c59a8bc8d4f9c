import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { withoutMetadata } from '../../../api/files/metadata/without-metadata.ts';

/** Where it was made, with what, and by whom. */
const SECRETS = ['48/1', 'Leica', 'Marie Curie', 'urn:secret:xmp'];
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="urn:secret:xmp"/></rdf:RDF></x:xmpmeta>`;

const noise = Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, at) => (at * at * 31) % 251));
/** A picture of 60 × 40 that says all of it, turned on its side. */
const secretive = () =>
  sharp(noise, { raw: { width: 60, height: 40, channels: 3 } })
    .withExif({
      IFD0: { Make: 'Leica', Artist: 'Marie Curie' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 24/1' },
    })
    .withMetadata({ orientation: 6 })
    .withXmp(XMP);

async function clean(type: string, bytes: Buffer, cuts: readonly number[] = []): Promise<Buffer> {
  async function* source() {
    let from = 0;
    for (const cut of [...cuts.map((at) => at % bytes.length).sort((a, b) => a - b)]) {
      yield bytes.subarray(from, cut);
      from = cut;
    }
    yield bytes.subarray(from);
  }
  const parts: Buffer[] = [];
  for await (const part of withoutMetadata(type, source())) parts.push(part);
  return Buffer.concat(parts);
}

const FORMATS = [
  ['image/jpeg', () => secretive().jpeg({ quality: 90 })],
  ['image/jpeg', () => secretive().jpeg({ progressive: true })],
  ['image/png', () => secretive().png()],
  ['image/png', () => secretive().png({ progressive: true })],
  ['image/webp', () => secretive().webp()],
  ['image/avif', () => secretive().avif()],
] as const;

describe.each(FORMATS.map(([type, make], index) => [type, index, make] as const))(
  '%s (%i)',
  (type, _, make) => {
    test('says nothing any more but how it is turned, and shows the same', async () => {
      const before = await make().toBuffer();
      const text = before.toString('latin1');
      // Else there is nothing to take out.
      expect(SECRETS.filter((secret) => text.includes(secret)).length).toBeGreaterThan(1);
      const after = await clean(type, before);
      for (const secret of SECRETS) expect(after.toString('latin1')).not.toContain(secret);
      const [was, is] = [await sharp(before).metadata(), await sharp(after).metadata()];
      expect(is.orientation ?? 1).toBe(was.orientation ?? 1);
      expect([is.width, is.height, is.autoOrient]).toEqual([was.width, was.height, was.autoOrient]);
      expect(
        (await sharp(after).raw().toBuffer()).equals(await sharp(before).raw().toBuffer()),
      ).toBe(true);
    });

    test('is the same however its bytes come', async () => {
      const before = await make().toBuffer();
      const after = await clean(type, before);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { maxLength: 6 }), async (cuts) => {
          expect((await clean(type, before, cuts)).equals(after)).toBe(true);
        }),
        { numRuns: 50 },
      );
    });

    test('that is damaged is read to its end, whatever it says', async () => {
      const before = await make().toBuffer();
      await fc.assert(
        fc.asyncProperty(
          fc.nat(before.length),
          fc.array(fc.tuple(fc.nat(before.length - 1), fc.nat(255)), { maxLength: 8 }),
          async (length, changes) => {
            const damaged = Buffer.from(before);
            for (const [at, value] of changes) damaged[at] = value;
            const cut = damaged.subarray(0, length);
            expect((await clean(type, cut)).length).toBeLessThanOrEqual(cut.length + 64);
          },
        ),
        { numRuns: 300 },
      );
    });
  },
);

test('what comes after a JPEG, such as a second picture or a film, is left out', async () => {
  const picture = await secretive().jpeg().toBuffer();
  const after = await clean('image/jpeg', Buffer.concat([picture, picture, Buffer.from('a film')]));
  expect(after).toEqual(await clean('image/jpeg', picture));
});

test('bytes between two segments of a JPEG do not hide one', async () => {
  const picture = await secretive().jpeg().toBuffer();
  const filled = Buffer.concat([picture.subarray(0, 2), Buffer.from([0xff]), picture.subarray(2)]);
  expect(await clean('image/jpeg', filled)).toEqual(await clean('image/jpeg', picture));
});

test('what is no photograph is as it was', async () => {
  const text = Buffer.from('Exif\0\0 is a word here');
  expect(await clean('text/plain', text)).toEqual(text);
});
