import { type Answer, type Api, device } from '../support/api.ts';

export interface Account {
  username: string;
  password: string;
}

/** Tries to sign in by password on the workstation of this name, whatever comes of it. */
export function attempt(
  api: Api,
  { username, password }: Account,
  workstation: string,
  extra: Record<string, unknown> = {},
): Promise<Answer> {
  return api.post('/sessions', { username, password, device: device(workstation), ...extra });
}

/** The same by device token. */
export function attemptWithToken(
  api: Api,
  deviceToken: string,
  workstation: string,
  extra: Record<string, unknown> = {},
): Promise<Answer> {
  return api.post('/sessions', { deviceToken, device: device(workstation), ...extra });
}

/** Signs in by password with `remember`, and returns the answer's body. */
export async function signInRemembered(
  api: Api,
  account: Account,
  workstation: string,
): Promise<Answer['body']> {
  const { status, body } = await attempt(api, account, workstation, { remember: true });
  if (status !== 201) throw new Error(`${account.username}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Makes an API token of the session's user and returns it whole. */
export async function makeApiToken(
  api: Api,
  sessionToken: string,
  wanted: Record<string, unknown> = {},
): Promise<Answer['body']> {
  const { status, body } = await api.post(
    '/tokens',
    { name: 'a script', scopes: ['read', 'write'], ...wanted },
    sessionToken,
  );
  if (status !== 201) throw new Error(`making a token: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** What `GET /sessions` lists of these users. */
export async function sessionsOf(
  api: Api,
  adminToken: string,
  ...userIds: string[]
): Promise<Answer['body'][]> {
  const { body } = await api.get('/sessions', adminToken);
  return body.sessions.filter(({ userId }: { userId: string }) => userIds.includes(userId));
}

/** What `GET /presence` says of a user; undefined where they are not present. */
export async function presenceOf(
  api: Api,
  token: string,
  userId: string,
): Promise<Answer['body'] | undefined> {
  const { body } = await api.get('/presence', token);
  return body.users.find((user: { userId: string }) => user.userId === userId);
}
