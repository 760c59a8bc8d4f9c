import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { MOST_PIXELS, THUMBNAIL_PIXELS } from './limits.ts';

// A program of its own (see `createThumbnailer`): the picture comes on its standard input. On its
// output it writes a line with the width and height, and then a WebP. What is wrong with the picture
// ends it.
sharp.concurrency(1);
sharp.cache(false);
// Of the formats that the library reads, some lead to other files or to scripts.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});

const picture = sharp(await buffer(process.stdin), {
  limitInputPixels: MOST_PIXELS,
  // Also where a part is missing.
  failOn: 'warning',
});
const { autoOrient } = await picture.metadata();
const thumbnail = await picture
  .autoOrient()
  .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true })
  .webp({ quality: 80 })
  .toBuffer();
process.stdout.write(`${JSON.stringify(autoOrient)}\n`);
process.stdout.write(thumbnail);
