import { afterAll } from 'vitest';
import type { Passwords } from '../../api/auth/passwords.ts';
import { generalOf, type Person, signIn } from './api.ts';
import { ADMIN, type Env, startServer, type TestServer } from './server.ts';

/** A server of the suite that calls this, stopped after it, and its administrator, signed in. */
export async function serverForSuite(
  env: Env = {},
  passwords?: Passwords,
): Promise<{ server: TestServer; admin: Person; general: string }> {
  const server = await startServer(env, undefined, passwords);
  afterAll(server.stop);
  const admin = await signIn(server, ADMIN);
  return { server, admin, general: await generalOf(server, admin.token) };
}
