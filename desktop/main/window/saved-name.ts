import path from 'node:path';

/** Leaves room for a number and for Chromium's ending of what is not whole yet, where 255 bytes is the most. */
const MOST_BYTES = 200;

/** What the system shows or plays, and does not run. */
const SHOWN = new Set(
  [
    ...[
      'pdf',
      'txt',
      'csv',
      'png',
      'jpg',
      'jpeg',
      'gif',
      'webp',
      'avif',
      'heic',
      'bmp',
      'tif',
      'tiff',
    ],
    ...['mp3', 'm4a', 'ogg', 'opus', 'wav', 'flac', 'mp4', 'm4v', 'mov', 'webm', 'mkv'],
    ...['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'rtf'],
  ].map((ending) => `.${ending}`),
);

/** Where in the folder a file of the name is saved: as `name (1).pdf` where that is taken. */
export function placeFor(folder: string, name: string, isTaken: (file: string) => boolean): string {
  // The last part, whichever system's separators it has: nothing leads out of the folder.
  const last = name.split(/[/\\]/).at(-1)?.trim() ?? '';
  const own = /^\.*$/.test(last) ? 'file' : last;
  const ending = cut(path.extname(own), MOST_BYTES / 2);
  const stem = cut(path.basename(own, path.extname(own)), MOST_BYTES - Buffer.byteLength(ending));
  for (let copy = 0; ; copy += 1) {
    const file = path.join(folder, `${stem}${copy === 0 ? '' : ` (${copy})`}${ending}`);
    if (!isTaken(file)) return file;
  }
}

/** A name as Chromium makes those of downloads: without what some system takes for something else. */
export function safeName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}"*:<>?|]/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  return DEVICES.test(plain) ? `_${plain}` : plain;
}

/** What Windows has for devices, whatever the ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;

/** Whether it may be handed to the system to be opened: a program would be run. */
export function mayOpen(file: string): boolean {
  return SHOWN.has(path.extname(file).toLowerCase());
}

function cut(text: string, mostBytes: number): string {
  let rest = text;
  while (Buffer.byteLength(rest) > mostBytes) rest = [...rest].slice(0, -1).join('');
  return rest;
}
