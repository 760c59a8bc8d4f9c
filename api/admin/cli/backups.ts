import path from 'node:path';
import { Command } from 'commander';
import { placeOf } from '../../../db/address.ts';
import type { Database } from '../../../db/database.ts';
import { connectEmbedded, DataDirError } from '../../../db/embedded.ts';
import { type Config, readConfig } from '../../config.ts';
import { createFolderStorage } from '../../files/folder-storage.ts';
import { nameOfStorage, openStorage } from '../../files/open-storage.ts';
import type { Storage } from '../../files/storage.ts';
import { backUp } from '../backup/back-up.ts';
import { checkBackup } from '../backup/check.ts';
import { dump } from '../backup/dump.ts';
import { folderBeside, notBeside, verifyBeside } from '../backup/files/beside.ts';
import { bringFiles } from '../backup/files/bring.ts';
import { type Restored, requireEmpty, restore } from '../backup/restore.ts';
import { verify } from '../backup/verify.ts';
import { open, requireEmbeddedFiles } from '../open.ts';
import { Refusal } from '../refusal.ts';
import { makeTemporaryFolder, withTemporary } from '../temporary.ts';
import { print } from '../terminal/print.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { writeWholeFile } from '../whole-file.ts';

const WITHOUT_FILES = [
  '--without-files',
  'the database alone; where the storage of files is saved in another way',
] as const;

interface Options {
  withoutFiles?: true;
}

export function backupCommand(): Command {
  const command = new Command('backup')
    .description(
      'Write the database into a file and the files of messages into the folder <file>.files beside it, and prove that they can be restored',
    )
    .argument('<file>', 'such as workspace-2027-01-31.backup; holds secrets, so keep it as such')
    .option(...WITHOUT_FILES)
    .action((file: string, { withoutFiles }: Options) =>
      withProgress(async (progress) => {
        const withFiles = withoutFiles !== true;
        const made = await backUp(readConfig(process.env), file, progress, { withFiles });
        print(`${file}: ${(made.bytes / 1e6).toFixed(1)} MB, ${contentsOf(made)}; verified`);
        if (made.stoodStillMs !== undefined) {
          print(`the server stood still for ${made.stoodStillMs} ms`);
        }
      }),
    );
  command
    .command('verify <file>')
    .description('Prove that a backup can be restored, without touching any database')
    .option(...WITHOUT_FILES)
    .action((file: string, _: Options, own: Command) =>
      withProgress(async (progress) => {
        // The option is one of `backup`, too, which takes it.
        const { withoutFiles } = own.optsWithGlobals<Options>();
        const proven = await verify(file, progress.count('verified'));
        if (!withoutFiles) await verifyBeside(file, progress.count('verified', 'files'));
        print(`${file}: ${contentsOf(proven)}, taken at ${proven.header.takenAt}; verified`);
      }),
    );
  return command;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description(
      'Put a backup into the configured database, which must be empty, and its files into the configured storage',
    )
    .argument('<file>', 'a backup of this version or an older one')
    .option(...WITHOUT_FILES)
    .action((file: string, { withoutFiles }: Options) =>
      withProgress(async (progress) => {
        const config = readConfig(process.env);
        const from = folderBeside(file);
        const lacks: Lacks = (id, found) => notBeside(file, id, found);
        const restored = await into(
          config,
          file,
          progress,
          withoutFiles ? undefined : { from, lacks },
        );
        print(`restored into ${nameOf(config)}: ${contentsOf(restored)}; compared with the file`);
        print('Start the server. Everybody signs in again, and clients load afresh.');
      }),
    );
}

export function moveCommand(): Command {
  return new Command('move')
    .description('Copy the embedded database in DATA_DIR into an empty PostgreSQL database')
    .option(
      '--to <url>',
      'postgres://…; DATABASE_URL unless given, so that no list of processes shows it',
    )
    .action(({ to }: { to?: string }) =>
      withProgress(async (progress) => {
        const target = readConfig({
          ...process.env,
          ...(to === undefined ? {} : { DATABASE_URL: to }),
        });
        if (target.DATABASE_URL === undefined) {
          throw new Refusal('name the PostgreSQL database with --to or DATABASE_URL');
        }
        requireEmbeddedFiles({ DATABASE_URL: undefined, DATA_DIR: target.DATA_DIR });
        // Before anybody stops a server for this.
        await requireTarget(target);
        const folder = makeTemporaryFolder('workspace-move');
        const from = createFolderStorage(path.join(target.DATA_DIR, 'files'));
        const lacks: Lacks = (id) => notMoved(target, id);
        const moved = await withTemporary(folder, async () => {
          const file = path.join(folder, 'backup');
          // Its lock keeps a server off until the move is over, so that no post is left behind.
          const source = await openSource(target.DATA_DIR);
          try {
            await writeWholeFile(file, progress.each('read', dump(source)), { compress: true });
            return await into(target, file, progress, { from, lacks });
          } finally {
            await source.close();
          }
        });
        print(`moved to ${nameOf(target)}: ${contentsOf(moved)}; compared with the original`);
        print(`Set DATABASE_URL to it and start the server. ${target.DATA_DIR} is as it was.`);
        if (filesOf(moved) > 0) print(`The files of messages are in ${nameOfStorage(target)}.`);
      }),
    );
}

/** @throws Refusal where the database cannot be used, or holds something */
async function requireTarget(config: Config): Promise<void> {
  const database = await open(config);
  try {
    await requireEmpty(database.db);
  } finally {
    await database.close();
  }
}

async function openSource(dataDir: string): Promise<Database> {
  try {
    return await connectEmbedded(dataDir);
  } catch (error) {
    if (!(error instanceof DataDirError && error.isTaken)) throw error;
    throw new Refusal(
      `a server has ${dataDir}; stop it, or what is posted during the move would be left behind`,
    );
  }
}

/** Where the files that a backup names come from, and what is told of one that is not there. */
interface Source {
  from: Storage;
  lacks: Lacks;
}
type Lacks = (id: string, found: 'missing' | 'damaged') => Refusal;

async function into(
  config: Config,
  file: string,
  progress: Progress,
  source: Source | undefined,
): Promise<Restored> {
  const backup = await checkBackup(file);
  const database = await open(config);
  const onFile = progress.count('restored', 'files');
  const bring =
    source &&
    (() => {
      const { from, lacks } = source;
      return bringFiles(file, { from, to: openStorage(config) }, lacks, onFile);
    });
  try {
    return await restore(database, backup, progress.count('restored'), bring);
  } finally {
    await database.close();
  }
}

async function withProgress(task: (progress: Progress) => Promise<void>): Promise<void> {
  const progress = createProgress(process.stderr);
  await task(progress).finally(() => progress.end());
}

function notMoved(target: Config, id: string): Refusal {
  return new Refusal(
    `the file ${id} is neither in ${nameOfStorage(target)} nor in ${path.join(target.DATA_DIR, 'files')}; set FILES_DIR or FILES_S3_… as the server has them, or, where it is lost, delete it with "files delete"`,
  );
}

const rowsOf = ({ tables }: Restored, name: string) =>
  tables.find(({ end }) => end === name)?.rows ?? 0;
const filesOf = (restored: Restored) => rowsOf(restored, 'files');

function contentsOf(restored: Restored): string {
  const many = (name: string) => {
    const rows = rowsOf(restored, name);
    return `${rows.toLocaleString('en')} ${rows === 1 ? name.slice(0, -1) : name}`;
  };
  const files = filesOf(restored) > 0 ? `, ${many('files')}` : '';
  return `${many('messages')} in ${many('channels')} of ${many('users')}${files}`;
}

/** The database's name for people, without its password. */
function nameOf(config: Config): string {
  return config.DATABASE_URL === undefined ? config.DATA_DIR : placeOf(config.DATABASE_URL).name;
}
