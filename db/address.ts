import pg from 'pg';
import { findTlsFault, withoutTls } from './tls.ts';

const ENCODED =
  'in the user name and the password write @ as %40, / as %2F, ? as %3F, # as %23, : as %3A, % as %25';

/**
 * What is wrong with a DATABASE_URL, in one line, which repeats nothing of it: a password with
 * characters that are not percent-encoded leaves a piece of itself wherever one looks.
 */
export function findAddressFault(databaseUrl: string): string | undefined {
  const [, authority, rest = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)(.*)$/s.exec(databaseUrl) ?? [];
  if (authority === undefined) return 'must begin with postgres:// or postgresql://';
  if (databaseUrl.includes('#') || rest.includes('@')) return `is cut short; ${ENCODED}`;
  const at = authority.lastIndexOf('@');
  if (!isEncoded(authority.slice(0, Math.max(at, 0))) || !isEncoded(rest)) {
    return `has a % that encodes nothing; ${ENCODED}`;
  }
  const place = authority.slice(at + 1);
  if (place.includes(',')) {
    return 'must name one host: an address that leads to the primary, where there are several servers';
  }
  if (!/^(\[[\da-f:.%]+\]|[^:[\]\s]*)(:\d{1,5})?$/i.test(place)) {
    return `has no valid host and port; ${ENCODED}`;
  }
  return findTlsFault(databaseUrl);
}

/** Where a DATABASE_URL leads, with what the environment adds to it (PGHOST and so on). */
export function placeOf(databaseUrl: string): { name: string; isLocal: boolean } {
  const client = new pg.Client({ connectionString: withoutTls(databaseUrl), ssl: false });
  const { host, port, database } = client;
  const isSocket = host.startsWith('/');
  return {
    name: `PostgreSQL ${isSocket ? `in ${host}` : `at ${host}:${port}`}, database ${database}`,
    isLocal: isSocket || /^(localhost$|127\.|::1$)/.test(host),
  };
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return !/\s/.test(text);
  } catch {
    return false;
  }
}
