import { randomUUID } from 'node:crypto';
import { type Follow, follow } from './follow.ts';
import { PATIENCE_MS } from './until.ts';

/** The administrator that every server of the tests has. */
export const ADMIN = { username: 'admin', password: 'correct horse battery' };

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON; tests say what they expect of it. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer is what it tests
  body: any;
}

export interface RequestOptions {
  token?: string | undefined;
  /** Sent as JSON, or as it is where it is a string. */
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * A client of the HTTP API. Paths begin at /api/v1, and those of ROOT_PATHS at the server's root.
 */
export interface Api {
  url: string;
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  get(path: string, token?: string): Promise<Answer>;
  post(path: string, body?: unknown, token?: string): Promise<Answer>;
  put(path: string, body?: unknown, token?: string): Promise<Answer>;
  patch(path: string, body?: unknown, token?: string): Promise<Answer>;
  delete(path: string, token?: string): Promise<Answer>;
  /** Opens the event stream, from `cursor` where one is given. */
  follow(token: string, cursor?: string, headers?: Record<string, string>): Promise<Follow>;
}

const ROOT_PATHS = /^\/(healthz|readyz|metrics|docs|$)/;

export function connectTo(url: string): Api {
  async function request(
    method: string,
    path: string,
    { token, body, headers = {} }: RequestOptions = {},
  ): Promise<Answer> {
    const response = await fetch(url + (ROOT_PATHS.test(path) ? '' : '/api/v1') + path, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }).catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
      throw new Error(`${method} ${path} was not answered within ${PATIENCE_MS} ms`);
    });
    const text = await response.text();
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }
  return {
    url,
    request,
    get: (path, token) => request('GET', path, { token }),
    post: (path, body, token) => request('POST', path, { token, body }),
    put: (path, body, token) => request('PUT', path, { token, body }),
    patch: (path, body, token) => request('PATCH', path, { token, body }),
    delete: (path, token) => request('DELETE', path, { token }),
    follow: (token, cursor, headers) => follow(url, token, cursor, headers),
  };
}

/** A device of this name, with the same fingerprint at every call; without a name, a new one. */
export function device(name: string = randomUUID()) {
  return { fingerprint: `fingerprint-of-${name}`, name };
}

export interface Person {
  id: string;
  username: string;
  password: string;
  token: string;
  sessionId: string;
}

/** Signs in on a device (one of their own by default) and fails loudly where that is refused. */
export async function signIn(
  api: Api,
  { username, password }: { username: string; password: string },
  extra: Record<string, unknown> = {},
): Promise<Person> {
  const { status, body } = await api.post('/sessions', {
    username,
    password,
    device: device(username),
    ...extra,
  });
  if (status !== 201) throw new Error(`signing in ${username}: ${status} ${JSON.stringify(body)}`);
  return { id: body.user.id, username, password, token: body.token, sessionId: body.session.id };
}

let count = 0;

/** Adds a user and signs them in. */
export async function addPerson(api: Api, adminToken: string, name = 'user'): Promise<Person> {
  count += 1;
  const user = await addUser(api, adminToken, `${name}${count}`);
  return signIn(api, user);
}

/** Adds a user who is not signed in. With an administrator's API token, by a session of a moment. */
export async function addUser(
  api: Api,
  adminToken: string,
  username: string,
  extra: Record<string, unknown> = {},
) {
  const password = `password of ${username}`;
  const add = (token: string) => api.post('/users', { username, password, ...extra }, token);
  const isApiToken = adminToken.startsWith('wsk_');
  const { status, body } = await (isApiToken ? asAdmin(api, add) : add(adminToken));
  if (status !== 201) throw new Error(`adding ${username}: ${status} ${JSON.stringify(body)}`);
  return { id: body.id as string, username, password };
}

let turn: Promise<unknown> = Promise.resolve();
/** One after the other, since an account is connected once. */
function asAdmin<Out>(api: Api, work: (token: string) => Promise<Out>): Promise<Out> {
  const done = turn.then(async () => {
    const { token } = await signIn(api, ADMIN);
    const out = await work(token);
    await api.delete('/session', token);
    return out;
  });
  turn = done.catch(() => undefined);
  return done;
}

/** The id of the channel that everyone is in. */
export async function generalOf(api: Api, token: string): Promise<string> {
  const { body } = await api.get('/channels', token);
  return body.channels.find((channel: { isGeneral: boolean }) => channel.isGeneral).id;
}

/** Whether the user is connected, as the owner of the token sees it. */
export async function isConnected(api: Api, token: string, userId: string): Promise<boolean> {
  const { users } = (await api.get('/presence', token)).body;
  return users.some((user: { userId: string }) => user.userId === userId);
}
