import { invalidField } from '../http/problem.ts';

/** Where a message stands among results: newest first, and of one moment by their ids. */
export interface Position {
  /** RFC 3339 in UTC, to the microsecond. */
  at: string;
  id: string;
}

const SHAPE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([0-9a-f-]{36})$/;

/** As clients get it, who give it back as it is. */
export function formatPosition({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** @throws Problem `invalid-request` */
export function parsePosition(text: string): Position {
  const [, at, id] = SHAPE.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) {
    throw invalidField('before', 'must be the `next` of a page of results');
  }
  return { at, id };
}

/** Whether `a` is newer than `b`, and so stands before it. */
export function isBefore(a: Position, b: Position): boolean {
  return a.at === b.at ? a.id > b.id : a.at > b.at;
}
