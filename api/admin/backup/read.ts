import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { linesOf } from '../../lib/lines.ts';
import { ownUser } from '../own-user.ts';
import { Refusal } from '../refusal.ts';
import {
  createDigest,
  endSchema,
  FORMAT_VERSION,
  type Header,
  headerSchema,
  isTableEnd,
  type Table,
  type TableEnd,
  tableEndSchema,
  tableSchema,
} from './format.ts';

/** A part of a backup, as `readBackup` yields them in the order of the file. */
export type Part =
  | { kind: 'header'; header: Header }
  | { kind: 'table'; table: Table }
  | { kind: 'row'; line: string }
  | { kind: 'table-end'; end: TableEnd };

/**
 * Reads a backup and checks all of it: its compression, its shape, its counts and digests. A reader
 * that reaches the end without an error has read what was written.
 *
 * @throws Refusal where it is damaged, cut short, no backup, or of a newer version
 */
export async function* readBackup(file: string): AsyncGenerator<Part, void> {
  const digest = createDigest();
  let rows: { count: number; digest: ReturnType<typeof createDigest> } | undefined;
  let isFirst = true;
  let isComplete = false;
  for await (const line of linesIn(file)) {
    if (isComplete) throw damaged(file, 'it goes on after its end');
    if (isFirst) {
      yield { kind: 'header', header: parseHeader(file, line) };
      isFirst = false;
    } else if (rows === undefined) {
      const next = parse(file, line);
      const end = endSchema.safeParse(next).data;
      if (end !== undefined) {
        if (end.digest !== digest.hex()) throw damaged(file, 'its digest does not fit');
        isComplete = true;
        continue;
      }
      const table = tableSchema.safeParse(next).data;
      if (table === undefined) throw damaged(file, 'a table is missing');
      rows = { count: 0, digest: createDigest() };
      yield { kind: 'table', table };
    } else if (isTableEnd(line)) {
      const end = tableEndSchema.safeParse(parse(file, line)).data;
      if (end?.rows !== rows.count || end.digest !== rows.digest.hex()) {
        throw damaged(file, 'the digest of a table does not fit');
      }
      rows = undefined;
      yield { kind: 'table-end', end };
    } else {
      rows.count += 1;
      rows.digest.add(line);
      yield { kind: 'row', line };
    }
    digest.add(line);
  }
  if (!isComplete) throw damaged(file, 'it ends too early');
}

async function* linesIn(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  // The loop below throws the errors of both streams.
  pipeline(source, unpacked, () => undefined);
  try {
    yield* linesOf(unpacked);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Refusal(`there is no file ${file}`);
    if (code === 'EISDIR') throw new Refusal(`${file} is a folder; name a file in it`);
    if (code === 'EACCES' || code === 'EPERM') {
      throw new Refusal(
        `${file} cannot be read by the user ${ownUser()} (${code}); copy it to a folder of that user, and give it to them`,
      );
    }
    throw damaged(file, error instanceof Error ? error.message : String(error));
  } finally {
    source.destroy();
  }
}

function parseHeader(file: string, line: string): Header {
  const header = headerSchema.safeParse(parse(file, line)).data;
  if (header === undefined) throw damaged(file, 'it does not begin as a backup does');
  if (header.formatVersion > FORMAT_VERSION) {
    throw new Refusal(
      `${file} was written by Workspace ${header.version}, which is newer; use the restore of that version`,
    );
  }
  return header;
}

function parse(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(file, 'a line is not JSON');
  }
}

function damaged(file: string, what: string): Refusal {
  return new Refusal(`${file} is damaged or no backup (${what}); use another one`);
}
