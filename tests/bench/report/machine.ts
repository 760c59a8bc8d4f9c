import { spawnSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { z } from 'zod';

/** What a figure depends on besides the code. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  kernel: string;
  /** Of the minute before the bench began, without it: above 0.5 somebody else was at work. */
  loadBefore: number;
  /** Where the databases are, and whether that is a disk at all. */
  disk: 'disk' | 'memory';
  versions: Record<string, string>;
}

const TMPFS = 0x01021994;
const manifestSchema = z.object({ version: z.string() });

export async function describeMachine(folder: string, databaseUrl: string): Promise<Machine> {
  const nginx = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr ?? '';
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    loadBefore: loadavg()[0] ?? 0,
    disk: statfsSync(folder).type === TMPFS ? 'memory' : 'disk',
    versions: {
      workspace: versionOf('.'),
      node: process.version,
      postgresql: await databaseVersion(databaseUrl),
      pglite: versionOf('node_modules/@electric-sql/pglite'),
      nginx: /nginx\/(\S+)/.exec(nginx)?.[1] ?? 'not installed',
      'socket.io': versionOf('node_modules/socket.io'),
      '@socket.io/postgres-adapter': versionOf('node_modules/@socket.io/postgres-adapter'),
    },
  };
}

export function machineLine({ processor, cores, memoryGb, kernel, versions }: Machine): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores of ${processor}, ${memoryGb} GB, Linux ${kernel}; ${programs.join(', ')}`;
}

function versionOf(folder: string): string {
  const text = readFileSync(path.resolve(folder, 'package.json'), 'utf8');
  return manifestSchema.parse(JSON.parse(text)).version;
}

async function databaseVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('show server_version');
    return z.object({ server_version: z.string() }).parse(rows[0]).server_version;
  } finally {
    await client.end();
  }
}
