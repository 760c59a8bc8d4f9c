import { existsSync, readdirSync } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ENOUGH_BYTES } from '../../../../db/disk-space.ts';
import { createFolderStorage, pathIn, syncFolder } from '../../../files/folder-storage.ts';
import type { Storage } from '../../../files/storage.ts';
import { Refusal } from '../../refusal.ts';
import { copy, look } from './copy.ts';
import { type NamedFile, namedFiles } from './named-files.ts';

/** So many older backups beside this one are looked at for a file. */
const MOST_OLDER = 3;
/** So many files that are lost are told at once. */
const MOST_TOLD = 5;

/**
 * The folder of a backup's files. A file there has the name that it has in the storage, and neither its
 * name nor its bytes ever change. So a file that an older backup beside this one has is not copied: both
 * name the same bytes (a hard link), and each of them can be removed without the other.
 */
export const besideOf = (backup: string) => `${backup}.files`;

export const folderBeside = (backup: string): Storage =>
  createFolderStorage(besideOf(backup), ENOUGH_BYTES);

export interface Beside {
  /** Removes what this backup has added to a folder that was there. */
  undo(): Promise<void>;
  /** Removes what this backup does not name: what an older one of the same name had. */
  prune(): Promise<void>;
}

/**
 * Puts every file that a backup names into the folder beside it, each read to its end and compared with
 * its digest, and on the disk. A file that is there already is not copied again.
 *
 * @param partial where the backup is until it has its name
 * @param from the server's storage, called `name`
 * @throws Refusal where the storage has lost a file, DiskFullError; then nothing is added
 */
export async function copyBeside(
  { partial, backup }: { partial: string; backup: string },
  { from, name }: { from: Storage; name: string },
  onFile: (files: number) => void,
): Promise<Beside> {
  const folder = besideOf(backup);
  const to = folderBeside(backup);
  const older = findOlder(backup);
  const named = new Set<string>();
  const added: string[] = [];
  const lost = new Set<string>();

  async function undo(): Promise<void> {
    for (const key of added) await to.remove(key);
  }
  async function take(file: NamedFile): Promise<void> {
    const found = await look(to, file);
    if (found === 'whole') return;
    if (found === 'damaged') await to.remove(file.key);
    else added.push(file.key);
    if (await linkFrom(older, folder, to, file)) return;
    if ((await copy(from, to, file)) !== 'whole') lost.add(file.id);
  }

  try {
    for await (const file of namedFiles(partial)) {
      await take(file);
      if (lost.size === MOST_TOLD) break;
      named.add(file.key);
      onFile(named.size);
    }
    if (lost.size > 0) throw lostFiles(name, [...lost]);
    if (named.size > 0) await syncAll(folder);
  } catch (error) {
    await undo();
    throw error;
  }
  return {
    undo,
    async prune() {
      if (!existsSync(folder)) return;
      for (const key of keysIn(folder)) if (!named.has(key)) await to.remove(key);
      // Where a copy broke off, its part is left.
      await rm(path.join(folder, 'parts'), { recursive: true, force: true });
      if (named.size === 0) await rm(folder, { recursive: true });
    },
  };
}

/** @throws Refusal where a file that the backup names is not in the folder beside it, or damaged */
export async function verifyBeside(backup: string, onFile: (files: number) => void): Promise<void> {
  const folder = folderBeside(backup);
  let files = 0;
  for await (const file of namedFiles(backup)) {
    const found = await look(folder, file);
    if (found !== 'whole') throw notBeside(backup, file.id, found);
    files += 1;
    onFile(files);
  }
}

/** A backup lacks a file. */
export function notBeside(backup: string, id: string, found: 'missing' | 'damaged'): Refusal {
  const folder = besideOf(backup);
  if (!existsSync(folder)) {
    return new Refusal(
      `the backup has files, and their folder ${folder} is not there; bring it beside ${backup}, or give --without-files for the database alone`,
    );
  }
  return new Refusal(
    `${folder} has ${found === 'missing' ? 'no' : 'a damaged'} copy of the file ${id}; use another backup`,
  );
}

function lostFiles(name: string, ids: readonly string[]): Refusal {
  return new Refusal(
    `the storage of files (${name}) has no whole copy of ${ids.join(', ')}; set FILES_DIR or FILES_S3_… as the server has them, or, where the files are lost, delete them with "files delete <id>"`,
  );
}

/** The folders of other backups in the same place, the newest by name first. */
function findOlder(backup: string): string[] {
  const place = path.dirname(path.resolve(backup));
  const own = path.basename(besideOf(backup));
  return readdirSync(place)
    .filter((name) => name.endsWith('.files') && name !== own)
    .sort()
    .reverse()
    .slice(0, MOST_OLDER)
    .map((name) => path.join(place, name));
}

/** Of the files in the folder beside a backup: 'ab/abcd…' is that of the key `abcd…`. */
function keysIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.basename(name))
    .filter((name) => KEY.test(name));
}

const KEY = /^[0-9a-f]{32}$/;

/** False where none of them has it whole, or the disk knows no links. */
async function linkFrom(
  older: readonly string[],
  folder: string,
  to: Storage,
  file: NamedFile,
): Promise<boolean> {
  const target = pathIn(folder, file.key);
  for (const other of older) {
    try {
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await link(pathIn(other, file.key), target);
    } catch {
      continue;
    }
    if ((await look(to, file)) === 'whole') return true;
    await to.remove(file.key);
  }
  return false;
}

async function syncAll(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolder(path.join(folder, entry.name));
  }
  await syncFolder(folder);
  await syncFolder(path.dirname(path.resolve(folder)));
}
