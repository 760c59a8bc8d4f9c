import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';
import { findEnd } from '../seats/sessions.ts';

/** 401 with the reason where the server knows why the session ended. */
export async function explainDeadToken(db: Kysely<Tables>, tokenDigest: string): Promise<Problem> {
  const end = await findEnd(db, tokenDigest);
  if (end === undefined) return notAuthenticated('The token does not work. Sign in again.');
  const { reason } = end;
  return notAuthenticated('The session is over. Sign in again.', { reason }).telling({ ...end });
}

export function notAuthenticated(detail: string, extra: Record<string, string> = {}): Problem {
  return new Problem('not-authenticated', detail, extra, { 'www-authenticate': 'Bearer' });
}
