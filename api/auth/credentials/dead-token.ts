import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';
import { findEndReason } from '../seats/sessions.ts';

/** 401 with the reason where the server knows why the session ended. */
export async function explainDeadToken(db: Kysely<Tables>, tokenDigest: string): Promise<Problem> {
  const reason = await findEndReason(db, tokenDigest);
  return notAuthenticated(
    reason === undefined
      ? 'The token does not work. Sign in again.'
      : 'The session is over. Sign in again.',
    reason === undefined ? {} : { reason },
  );
}

export function notAuthenticated(detail: string, extra: Record<string, string> = {}): Problem {
  return new Problem('not-authenticated', detail, extra, { 'www-authenticate': 'Bearer' });
}
