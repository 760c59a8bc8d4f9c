import path from 'node:path';
import { Command } from 'commander';
import { placeOf } from '../../../db/address.ts';
import type { Database } from '../../../db/database.ts';
import { connectEmbedded, DataDirError } from '../../../db/embedded.ts';
import { type Config, readConfig } from '../../config.ts';
import { backUp } from '../backup/back-up.ts';
import { checkBackup } from '../backup/check.ts';
import { dump } from '../backup/dump.ts';
import { type Restored, requireEmpty, restore } from '../backup/restore.ts';
import { verify } from '../backup/verify.ts';
import { open, requireEmbeddedFiles } from '../open.ts';
import { Refusal } from '../refusal.ts';
import { makeTemporaryFolder, withTemporary } from '../temporary.ts';
import { print } from '../terminal/print.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { writeWholeFile } from '../whole-file.ts';

export function backupCommand(): Command {
  const command = new Command('backup')
    .description('Write all there is into one file, and prove that it can be restored')
    .argument('<file>', 'such as workspace-2027-01-31.backup; holds secrets, so keep it as such')
    .action((file: string) =>
      withProgress(async (progress) => {
        const made = await backUp(readConfig(process.env), file, progress);
        print(`${file}: ${(made.bytes / 1e6).toFixed(1)} MB, ${contentsOf(made)}; verified`);
        if (made.stoodStillMs !== undefined) {
          print(`the server stood still for ${made.stoodStillMs} ms`);
        }
      }),
    );
  command
    .command('verify <file>')
    .description('Prove that a backup can be restored, without touching any database')
    .action((file: string) =>
      withProgress(async (progress) => {
        const proven = await verify(file, progress.count('verified'));
        print(`${file}: ${contentsOf(proven)}, taken at ${proven.header.takenAt}; verified`);
      }),
    );
  return command;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('Put a backup into the configured database, which must be empty')
    .argument('<file>', 'a backup of this version or an older one')
    .action((file: string) =>
      withProgress(async (progress) => {
        const config = readConfig(process.env);
        const restored = await into(config, file, progress);
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
        const moved = await withTemporary(folder, async () => {
          const file = path.join(folder, 'backup');
          // Its lock keeps a server off until the move is over, so that no post is left behind.
          const source = await openSource(target.DATA_DIR);
          try {
            await writeWholeFile(file, progress.each('read', dump(source)), { compress: true });
            return await into(target, file, progress);
          } finally {
            await source.close();
          }
        });
        print(`moved to ${nameOf(target)}: ${contentsOf(moved)}; compared with the original`);
        print(`Set DATABASE_URL to it and start the server. ${target.DATA_DIR} is as it was.`);
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

async function into(config: Config, file: string, progress: Progress): Promise<Restored> {
  const backup = await checkBackup(file);
  const database = await open(config);
  try {
    return await restore(database, backup, progress.count('restored'));
  } finally {
    await database.close();
  }
}

async function withProgress(task: (progress: Progress) => Promise<void>): Promise<void> {
  const progress = createProgress(process.stderr);
  await task(progress).finally(() => progress.end());
}

function contentsOf({ tables }: Restored): string {
  const many = (name: string) => {
    const rows = tables.find(({ end }) => end === name)?.rows ?? 0;
    return `${rows.toLocaleString('en')} ${rows === 1 ? name.slice(0, -1) : name}`;
  };
  return `${many('messages')} in ${many('channels')} of ${many('users')}`;
}

/** The database's name for people, without its password. */
function nameOf(config: Config): string {
  return config.DATABASE_URL === undefined ? config.DATA_DIR : placeOf(config.DATABASE_URL).name;
}
