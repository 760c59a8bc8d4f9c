import type { File } from '../../../api/files/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { State } from './state.ts';
import type { Upload } from './uploads.ts';

export type FileKind =
  | 'picture'
  | 'sound'
  | 'film'
  | 'pdf'
  | 'text'
  | 'writing'
  | 'sheet'
  | 'slides'
  | 'archive'
  | 'other';

/** A file as it is shown: one of a message, or one that is on its way. */
export interface ShownFile {
  /** The server's; while it is on its way, the upload's. */
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  kind: FileKind;
  /** In pixels, where it is a picture that can be shown as one. */
  picture: Size | undefined;
  /** As the server has it; undefined while it does not. */
  file: File | undefined;
  upload: Upload | undefined;
}

export interface Size {
  width: number;
  height: number;
}

/** The most that a picture takes in a message, and the least: one can still hit it, in pixels. */
const MOST: Size = { width: 360, height: 320 };
const LEAST = 48;
/** How many pictures of a message are shown; the last of them says how many more there are. */
export const MOST_IN_GRID = 4;

export const urlOfFile = (id: string): string => `/api/v1/files/${encodeURIComponent(id)}`;
export const urlOfThumbnail = (id: string): string => `${urlOfFile(id)}/thumbnail`;

export function shownFile(file: File): ShownFile {
  const { id, name, size, width, height, hasThumbnail } = file;
  const picture = hasThumbnail && width !== null && height !== null ? { width, height } : undefined;
  return { id, name, size, kind: kindOf(file), picture, file, upload: undefined };
}

/** One that is stored already is as the server has it, but says what has become of it. */
export function shownUpload(upload: Upload): ShownFile {
  const { id, name, size, width, height, file } = upload;
  if (file !== null) return { ...shownFile(file), upload };
  const kind = kindOf(upload);
  const isPicture = kind === 'picture' && width !== null && height !== null;
  const picture = isPicture ? { width, height } : undefined;
  return { id, name, size, kind, picture, file: undefined, upload };
}

/** The files of a post that is not in the history yet. Once the server has it, nothing becomes of them. */
export function onTheirWay(
  { uploads, outbox }: Pick<State, 'uploads' | 'outbox'>,
  ids: readonly string[],
): ShownFile[] {
  const shown = ids.flatMap((id) => uploads.get(id) ?? []).map(shownUpload);
  const isSent = outbox.some(
    ({ status, uploadIds }) => status === 'sent' && uploadIds.some((id) => ids.includes(id)),
  );
  return isSent ? shown.map((file) => ({ ...file, upload: undefined })) : shown;
}

/** How large a picture is shown by itself, in pixels, before anything of it is there. */
export function shownSize({ width, height }: Size): Size {
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  const scaled = (side: number) => Math.max(LEAST, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

export function mayDeleteFile(me: User, { uploaderId }: Pick<File, 'uploaderId'>): boolean {
  return uploaderId === me.id || me.role === 'admin';
}

const BY_TYPE: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\//, 'picture'],
  [/^audio\//, 'sound'],
  [/^video\//, 'film'],
  [/^application\/pdf$/, 'pdf'],
  [/^text\//, 'text'],
  [/spreadsheet|ms-excel/, 'sheet'],
  [/presentation|ms-powerpoint/, 'slides'],
  [/wordprocessing|opendocument\.text|msword|rtf$|epub/, 'writing'],
  [/zip|compress|x-tar|x-rar|x-7z|zstd|java-archive/, 'archive'],
];
/** What older programs write has one type for all of them. */
const BY_EXTENSION: Readonly<Record<string, FileKind>> = {
  doc: 'writing',
  xls: 'sheet',
  ppt: 'slides',
};

export function kindOf({ type, name }: Pick<File, 'type' | 'name'>): FileKind {
  const found = BY_TYPE.find(([pattern]) => pattern.test(type))?.[1];
  return found ?? BY_EXTENSION[extensionOf(name)] ?? 'other';
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ sh: 'bash', bash: 'bash', c: 'c', h: 'c', cpp: 'cpp', cc: 'cpp', hpp: 'cpp', cs: 'csharp' },
  ...{ css: 'css', diff: 'diff', patch: 'diff', go: 'go', ini: 'ini', conf: 'ini', toml: 'ini' },
  ...{ java: 'java', js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript' },
  ...{ json: 'json', php: 'php', ps1: 'powershell', py: 'python', rs: 'rust', sql: 'sql' },
  ...{ ts: 'typescript', mts: 'typescript', cts: 'typescript', tsx: 'typescript', service: 'ini' },
  ...{ xml: 'xml', html: 'xml', htm: 'xml', svg: 'xml', yml: 'yaml', yaml: 'yaml' },
};

/** The language in whose colours a text file is shown; empty for none. */
export function languageOf(name: string): string {
  return LANGUAGES[extensionOf(name)] ?? '';
}

function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The first lines of a text, and whether there are more of them. */
export function beginningOf(text: string, lines: number): { text: string; hasMore: boolean } {
  const all = text.split(/\r\n|\r|\n/);
  // A last line that ends with a break is followed by none.
  if (all.at(-1) === '') all.pop();
  return { text: all.slice(0, lines).join('\n'), hasMore: all.length > lines };
}

/** Longer parts behind a dot are no extension. */
const MOST_OF_EXTENSION = 12;
/** So much before the extension stays, as in “Compte…juin.pdf”, where all is longer than `SHORT`. */
const KEPT = 6;
const SHORT = 16;

/**
 * A name in two parts, of which the second is always shown, with the extension: a narrow place cuts the
 * first. One that is written from right to left is cut before the extension alone, since its end would
 * stand in its middle.
 */
export function cutName(name: string): { start: string; end: string } {
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && name.length - dot <= MOST_OF_EXTENSION;
  const extension = hasExtension ? name.slice(dot) : '';
  const stem = name.slice(0, name.length - extension.length);
  const characters = [...new Intl.Segmenter().segment(stem)].map(({ segment }) => segment);
  if (characters.length <= SHORT || RIGHT_TO_LEFT.test(stem))
    return { start: stem, end: extension };
  return {
    start: characters.slice(0, -KEPT).join(''),
    end: characters.slice(-KEPT).join('') + extension,
  };
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
