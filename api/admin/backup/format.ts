import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';

/**
 * A backup is gzip (RFC 1952) of lines of JSON (UTF-8):
 *
 *     {"format":"workspace-backup", …}                  the header
 *     {"table":"users","columns":[…],"key":[…]}         then each table's
 *     {"id":"…","username":"claire", …}                   rows by that key, as to_json writes them,
 *     {"end":"users","rows":1,"digest":"…"}               and SHA-256 over their lines
 *     {"complete":true,"digest":"…"}                    SHA-256 over all lines before
 *
 * Digests are hex, each line counted with its line feed.
 */
export const FORMAT_VERSION = 1;

const identifier = z.string().regex(/^[a-z0-9_]+$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const headerSchema = z.object({
  format: z.literal('workspace-backup'),
  formatVersion: z.int(),
  /** The version of Workspace that wrote the backup. */
  version: z.string(),
  takenAt: z.iso.datetime(),
  database: z.enum(['embedded', 'postgresql']),
  migrations: z.array(z.string()),
  /** Null where no server has run on the database yet. */
  epoch: z.string().nullable(),
});
export type Header = z.output<typeof headerSchema>;

export const tableSchema = z.object({
  table: identifier,
  columns: z.array(identifier).min(1),
  key: z.array(identifier).min(1),
});
export type Table = z.output<typeof tableSchema>;

export const tableEndSchema = z.object({ end: identifier, rows: z.int(), digest });
export type TableEnd = z.output<typeof tableEndSchema>;

export const endSchema = z.object({ complete: z.literal(true), digest });

/** Whether a line is a table's end and no row: SQL reserves `end`, so no column has that name. */
export const isTableEnd = (line: string) => line.startsWith('{"end":');

export interface Digest {
  add(line: string): void;
  /** The digest of all lines so far. */
  hex(): string;
}

export function createDigest(): Digest {
  const hash: Hash = createHash('sha256');
  return {
    add: (line) => void hash.update(line).update('\n'),
    hex: () => hash.copy().digest('hex'),
  };
}
