import { afterAll } from 'vitest';
import type { Passwords } from '../../api/auth/proofs/passwords.ts';
import { generalOf, type Person, signIn } from './api.ts';
import { databaseKind } from './database.ts';
import { ADMIN, type Env, startServer, type TestServer } from './server.ts';

interface Suite {
  server: TestServer;
  /** Its administrator, signed in. */
  admin: Person;
  /** The id of the channel that everyone is in. */
  general: string;
}

/** A server for the suite that calls this, stopped after it. */
export async function serverForSuite(env: Env = {}, passwords?: Passwords): Promise<Suite> {
  const server = await startServer(env, undefined, passwords);
  afterAll(server.stop);
  const admin = await signIn(server, ADMIN);
  return { server, admin, general: await generalOf(server, admin.token) };
}

/**
 * The same with another node on the same database, if that is PostgreSQL. Two nodes cannot share an
 * embedded database, so there `other` is the same server.
 */
export async function nodesForSuite(env: Env = {}): Promise<Suite & { other: TestServer }> {
  const suite = await serverForSuite(env);
  if (databaseKind() === 'embedded') return { ...suite, other: suite.server };
  const other = await startServer(env, suite.server.database);
  afterAll(other.stop);
  return { ...suite, other };
}
