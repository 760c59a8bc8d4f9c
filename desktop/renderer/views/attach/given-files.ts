import type { Preferences } from '../../preferences.ts';

/** What was dropped, pasted or chosen. */
export interface GivenFiles {
  files: readonly File[];
  /** There were folders, too, which cannot be sent. */
  hasFolder?: boolean;
}

/** The kind of what is dragged out of this page, beside the file itself. */
export const OWN_FILE = 'application/x-workspace-file';
/** Among the data of the page's root while Electron drags a file of it, which is any file to the page. */
export const OWN_DRAG = 'ownDrag';

export function bringsFiles(data: DataTransfer | null): boolean {
  if (OWN_DRAG in document.documentElement.dataset) return false;
  return data?.types.includes('Files') === true && !data.types.includes(OWN_FILE);
}

export function droppedFiles({ items }: DataTransfer): GivenFiles {
  const dropped = [...items].filter(({ kind }) => kind === 'file');
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true;
  return {
    files: dropped.flatMap((item) => (isFolder(item) ? [] : (item.getAsFile() ?? []))),
    hasFolder: dropped.some(isFolder),
  };
}

/** The files of the clipboard; none where it is text with a picture of itself, as of an office program. */
export function pastedFiles(data: DataTransfer | null, t: Preferences['t'], now: Date): File[] {
  if (!bringsFiles(data) || data === null) return [];
  const files = [...data.files];
  if (files.every(isWithoutName) && data.getData('text/plain') !== '') return [];
  return files.map((file) => (isWithoutName(file) ? named(file, t, now) : file));
}

/** A picture that was copied has no name of its own; browsers call it `image.png`. */
function isWithoutName({ name, type }: File): boolean {
  return type.startsWith('image/') && /^(image\.\w+)?$/.test(name);
}

function named(file: File, t: Preferences['t'], now: Date): File {
  const kind = file.type.slice('image/'.length).replace(/\+.*/, '');
  const name = t('attach.pasted', { at: momentOf(now) });
  return new File([file], `${name}.${kind === 'jpeg' ? 'jpg' : kind}`, { type: file.type });
}

/** As `2026-01-31 14.05.12` where the page is: without the colons that Windows has no names with. */
function momentOf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.')}`;
}
