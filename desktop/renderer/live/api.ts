import type { z } from 'zod';
import type { heartbeatSchema, Session } from '../../../api/auth/contract.ts';
import type {
  Channel,
  ChannelChange,
  ListedChannel,
  NewChannel,
} from '../../../api/channels/contract.ts';
import type { Message, MessagePage } from '../../../api/messages/contract.ts';
import type { User, UserChange } from '../../../api/users/contract.ts';

/** After this long without an answer there will be none, in milliseconds. */
const PATIENCE_MS = 10_000;
const SHORT_PATIENCE_MS = 4_000;
const LONG_PATIENCE_MS = 60_000;

/**
 * Said to the window when the machine has woken up, or the network has changed: calls that are under
 * way hang on connections that are dead, and there are but six to a server.
 */
export const AWAKE = 'workspace:awake';

/** Said to the window when any call finds that the session is over. */
export const SESSION_OVER = 'workspace:session-over';

/** A refusal by the server, or, with status 0, no answer at all. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, problem: Readonly<Record<string, unknown>>, retryAfterMs?: number) {
    super(typeof problem['detail'] === 'string' ? problem['detail'] : `HTTP ${status}`);
    this.status = status;
    this.code = typeof problem['code'] === 'string' ? problem['code'] : 'unreachable';
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** The same request may succeed later. */
  get isPassing(): boolean {
    return [0, 408, 429].includes(this.status) || this.status >= 500;
  }

  /** The session is over. */
  get isOver(): boolean {
    return this.status === 401 && this.code === 'not-authenticated';
  }
}

export interface Device {
  fingerprint: string;
  name?: string;
  platform?: string;
}
export type SignInRequest =
  | {
      username: string;
      password: string;
      device: Device;
      takeover?: boolean;
      remember?: boolean;
    }
  | { deviceToken: string; device: Device };
export interface SignedIn {
  session: Session;
  user: User;
  deviceToken?: string;
}

/** Why the session is over, as a 401 says it. */
export async function reasonOf(response: Response): Promise<string | undefined> {
  const answer: unknown = await response.json().catch(() => undefined);
  const reason = isRecord(answer) ? answer['reason'] : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

async function call<Out>(
  method: string,
  path: string,
  body?: unknown,
  patience: () => Patience = callPatience,
): Promise<Out> {
  const { signal, end } = patience();
  try {
    return await answerOf<Out>(
      await fetch(`/api/v1${path}`, {
        method,
        cache: 'no-store',
        signal,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      }),
    );
  } catch (error) {
    // No network, no answer in time, or one that broke off.
    throw error instanceof Refused ? error : new Refused(0, {});
  } finally {
    end();
  }
}

async function answerOf<Out>(response: Response): Promise<Out> {
  if (response.status === 204) return undefined as Out;
  if (response.ok) return await response.json();
  const answer: unknown = await response.json().catch(() => ({}));
  const after = Number(response.headers.get('retry-after'));
  const refused = new Refused(
    response.status,
    isRecord(answer) ? answer : {},
    after > 0 ? after * 1000 : undefined,
  );
  if (refused.isOver) window.dispatchEvent(new Event(SESSION_OVER));
  throw refused;
}

interface Patience {
  signal: AbortSignal;
  end(): void;
}

/** For what is asked first after a sleep, and asked again: it may be on a connection that is dead. */
const shortPatience = () => callPatience(SHORT_PATIENCE_MS);

/** Until there is reason to think that the connection is dead. */
function callPatience(ms = PATIENCE_MS): Patience {
  const controller = new AbortController();
  const giveUp = () => controller.abort();
  const timer = setTimeout(giveUp, ms);
  window.addEventListener(AWAKE, giveUp);
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      window.removeEventListener(AWAKE, giveUp);
    },
  };
}

/** For signing in: a device token that the server has taken must not be shown again. */
function longPatience(): Patience {
  return { signal: AbortSignal.timeout(LONG_PATIENCE_MS), end: () => undefined };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The calls of the API that the page makes, on its own origin. They throw Refused. */
export const api = {
  isSetupRequired: () => call<{ required: boolean }>('GET', '/setup'),
  setUp: (request: { setupToken: string; username: string; password: string }) =>
    call<User>('POST', '/setup', request),
  signIn: (request: SignInRequest) => call<SignedIn>('POST', '/sessions', request, longPatience),
  session: () =>
    call<{ session: Session; user: User }>('GET', '/session', undefined, shortPatience),
  heartbeat: (beat: z.output<typeof heartbeatSchema>) =>
    call<void>('POST', '/session/heartbeat', beat),
  logOut: () => call<void>('DELETE', '/session'),
  forgetDevice: (deviceToken: string) =>
    call<void>('POST', '/device-tokens/revoke', { deviceToken }),
  sessions: () => call<{ sessions: Session[] }>('GET', '/sessions'),
  endSession: (id: string) => call<void>('DELETE', `/sessions/${id}`),

  users: () => call<{ users: User[] }>('GET', '/users'),
  addUser: (user: { username: string; password: string; displayName?: string; role?: string }) =>
    call<User>('POST', '/users', user),
  changeUser: (id: string, change: UserChange) => call<User>('PATCH', `/users/${id}`, change),
  resetPassword: (id: string, newPassword: string) =>
    call<void>('PUT', `/users/${id}/password`, { newPassword }),
  changePassword: (currentPassword: string, newPassword: string) =>
    call<void>('PUT', '/users/me/password', { currentPassword, newPassword }),

  channels: () => call<{ channels: ListedChannel[]; cursor: string }>('GET', '/channels'),
  joinable: () => call<{ channels: Channel[] }>('GET', '/channels/joinable'),
  addChannel: (channel: NewChannel) => call<Channel>('POST', '/channels', channel),
  changeChannel: (id: string, change: ChannelChange) =>
    call<Channel>('PATCH', `/channels/${id}`, change),
  deleteChannel: (id: string) => call<void>('DELETE', `/channels/${id}`),
  members: (id: string) => call<{ members: User[] }>('GET', `/channels/${id}/members`),
  addMember: (id: string, userId: string) => call<void>('PUT', `/channels/${id}/members/${userId}`),
  removeMember: (id: string, userId: string) =>
    call<void>('DELETE', `/channels/${id}/members/${userId}`),
  openDirect: (userId: string) => call<Channel>('PUT', `/direct/${userId}`),
  markRead: (id: string, seq: number) => call<void>('PUT', `/channels/${id}/read`, { seq }),

  messages: (id: string, query: { before?: number; after?: number; limit: number }) =>
    call<MessagePage>(
      'GET',
      `/channels/${id}/messages?${new URLSearchParams(
        Object.entries(query).map(([name, value]) => [name, String(value)]),
      )}`,
    ),
  post: (id: string, post: { clientId: string; body: string; replyToId: string | null }) =>
    call<Message>('POST', `/channels/${id}/messages`, post),
  message: (id: string) => call<Message>('GET', `/messages/${id}`),
  editMessage: (id: string, body: string) => call<Message>('PATCH', `/messages/${id}`, { body }),
  deleteMessage: (id: string) => call<void>('DELETE', `/messages/${id}`),
};
