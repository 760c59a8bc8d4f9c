import { z } from 'zod';
import { deviceOperations as devices } from '../../../api/auth/devices/operations.ts';
import { sessionOperations as sessions } from '../../../api/auth/operations.ts';
import { channelOperations as channels } from '../../../api/channels/operations.ts';
import { fileOperations as files } from '../../../api/files/operations.ts';
import type { Operation } from '../../../api/http/operation.ts';
import { messageOperations as messages } from '../../../api/messages/operations.ts';
import { diagnosticsOperations as diagnostics } from '../../../api/ops/operations.ts';
import { reactionOperations as reactions } from '../../../api/reactions/operations.ts';
import { searchOperations as searching } from '../../../api/search/operations.ts';
import { threadOperations as threads } from '../../../api/threads/operations.ts';
import { userOperations as users } from '../../../api/users/operations.ts';

/** Where the calls begin, on the page's own origin. */
export const API = '/api/v1';

/** How long to wait for an answer, in milliseconds. */
const PATIENCE_MS = 10_000;
const SHORT_PATIENCE_MS = 4_000;
const LONG_PATIENCE_MS = 60_000;

/**
 * Event on the window: the machine has woken up, or the network has changed. Calls under way are
 * given up, since they hang on dead connections, and a browser opens only six to a server.
 */
export const AWAKE = 'workspace:awake';

/** Event on the window: a call has found that the session is over. */
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

export type SignInRequest = BodyOf<typeof sessions.signIn>;
export type SignedIn = Answer<typeof sessions.signIn>;

/** The reason why the session is over, from the body of a 401. */
export async function reasonOf(response: Response): Promise<string | undefined> {
  const answer: unknown = await response.json().catch(() => undefined);
  const reason = isRecord(answer) ? answer['reason'] : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

/** What an operation is given: its path's parameters, its query and its body. */
type Given<Op extends Operation> = Part<Op, 'params'> & Part<Op, 'query'> & Sent<Op>;
type Part<Op extends Operation, Name extends 'params' | 'query'> =
  NonNullable<Op['request']> extends Record<Name, infer Schema extends z.ZodType>
    ? { [Given in Name]: z.input<Schema> }
    : unknown;
type Sent<Op extends Operation> =
  NonNullable<Op['request']> extends {
    body: { content: { 'application/json': { schema: infer Schema } } };
  }
    ? Schema extends z.ZodType
      ? { body: z.input<Schema> }
      : unknown
    : unknown;
/**
 * The answer of an operation: the JSON of a success, undefined for a success without JSON. 304 is for
 * those who say what they have, which a page does not.
 */
type Answer<Op extends Operation> = {
  [Status in Exclude<keyof Op['responses'], 304>]: Op['responses'][Status] extends {
    content: { 'application/json': { schema: infer Schema extends z.ZodType } };
  }
    ? z.output<Schema>
    : undefined;
}[Exclude<keyof Op['responses'], 304>];

/**
 * Calls an operation by the server's own description of it, which types the input and parses the
 * answer.
 *
 * @throws Refused, also if the answer is not one that the description knows
 */
async function ask<const Op extends Operation>(
  operation: Op,
  given: Given<Op> & Asked,
  patience: () => Patience = callPatience,
): Promise<Answer<Op>> {
  const { params = {}, query = {}, body } = given as Asked;
  const { signal, keepalive = false, end } = patience();
  try {
    const response = await fetch(`${API}${pathOf(operation.path, params)}${queryOf(query)}`, {
      method: operation.method.toUpperCase(),
      cache: 'no-store',
      signal,
      keepalive,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return await answerOf(operation, response);
  } catch (error) {
    // No network, no answer in time, or an answer that broke off or cannot be parsed.
    throw error instanceof Refused ? error : new Refused(0, {});
  } finally {
    end();
  }
}

interface Asked {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function pathOf(template: string, params: Record<string, string>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
}

function queryOf(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

async function answerOf<Op extends Operation>(
  operation: Op,
  response: Response,
): Promise<Answer<Op>> {
  if (!response.ok) throw await refusalOf(response);
  const described = operation.responses[response.status];
  if (described === undefined) throw new Refused(0, {});
  const schema = described.content?.['application/json']?.schema ?? z.undefined();
  const json: unknown = described.content === undefined ? undefined : await response.json();
  // `Answer` is the union over all statuses; this schema is that of the actual status.
  return schema.parse(json) as Answer<Op>;
}

/** What the server says of why it does not do it. */
export async function refusalOf(response: Response): Promise<Refused> {
  const answer: unknown = await response.json().catch(() => ({}));
  return toRefused(response.status, answer, response.headers.get('retry-after'));
}

/** The refusal that an answer is. If it is that the session is over, the window is told. */
export function toRefused(status: number, answer: unknown, retryAfter: string | null): Refused {
  const after = Number(retryAfter);
  const refused = new Refused(
    status,
    isRecord(answer) ? answer : {},
    after > 0 ? after * 1000 : undefined,
  );
  if (refused.isOver) window.dispatchEvent(new Event(SESSION_OVER));
  return refused;
}

interface Patience {
  signal: AbortSignal;
  /** The call goes on when the page is left. */
  keepalive?: boolean;
  end(): void;
}

/** For the first call after a sleep, which is repeated: its connection may be dead. */
const shortPatience = () => callPatience(SHORT_PATIENCE_MS);

/** Gives up after `ms`, or at AWAKE: the connection is then taken for dead. */
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

/** Gives up also where the answer is no longer wanted. */
function patienceWhile(unwanted: AbortSignal): Patience {
  const { signal, end } = callPatience();
  return { signal: AbortSignal.any([signal, unwanted]), end };
}

/** For what is sent when the page is left. */
const lastPatience = () => ({ ...callPatience(), keepalive: true });

/**
 * For signing in. A device token works once: if the answer with the next one is given up, this
 * device must not use the old one again.
 */
function longPatience(): Patience {
  return { signal: AbortSignal.timeout(LONG_PATIENCE_MS), end: () => undefined };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The calls of the API that the page makes, on its own origin. They throw Refused. */
export const api = {
  isSetupRequired: () => ask(users.isSetupRequired, {}),
  setUp: (body: BodyOf<typeof users.setUp>) => ask(users.setUp, { body }),
  signIn: (body: SignInRequest) => ask(sessions.signIn, { body }, longPatience),
  session: () => ask(sessions.getOwnSession, {}, shortPatience),
  heartbeat: (body: BodyOf<typeof sessions.sendHeartbeat>) => ask(sessions.sendHeartbeat, { body }),
  logOut: () => ask(sessions.logOut, { query: {} }),
  forgetDevice: (deviceToken: string) => ask(sessions.revokeDeviceToken, { body: { deviceToken } }),
  deviceTokens: () => ask(sessions.listDeviceTokens, {}),
  deleteDeviceToken: (id: string) => ask(sessions.deleteDeviceToken, { params: { id } }),
  sessions: () => ask(sessions.listSessions, {}),
  endSession: (id: string) => ask(sessions.revokeSession, { params: { id } }),

  diagnostics: () => ask(diagnostics.getDiagnostics, {}),

  devices: (query: Part<typeof devices.listDevices, 'query'>['query']) =>
    ask(devices.listDevices, { query }),
  changeDevice: (id: string, body: BodyOf<typeof devices.changeDevice>) =>
    ask(devices.changeDevice, { params: { id }, body }),
  freeDevice: (id: string) => ask(devices.freeDevice, { params: { id } }),
  changeDeviceKey: (id: string, keyId: string, state: 'enrolled' | 'blocked') =>
    ask(devices.changeDeviceKey, { params: { id, keyId }, body: { state } }),
  deleteDeviceKey: (id: string, keyId: string) =>
    ask(devices.deleteDeviceKey, { params: { id, keyId } }),

  users: () => ask(users.listUsers, {}),
  addUser: (body: BodyOf<typeof users.addUser>) => ask(users.addUser, { body }),
  changeUser: (id: string, body: BodyOf<typeof users.changeUser>) =>
    ask(users.changeUser, { params: { id }, body }),
  changeOwnUser: (body: BodyOf<typeof users.changeOwnUser>) => ask(users.changeOwnUser, { body }),
  resetPassword: (id: string, body: BodyOf<typeof users.resetPassword>) =>
    ask(users.resetPassword, { params: { id }, body }),
  changePassword: (currentPassword: string, newPassword: string) =>
    ask(users.changeOwnPassword, { body: { currentPassword, newPassword } }),

  channels: () => ask(channels.listChannels, { query: {} }),
  channelsWith: (userId: string) => ask(channels.listChannels, { query: { with: userId } }),
  everyChannel: () => ask(channels.listChannels, { query: { scope: 'all' } }),
  joinable: () => ask(channels.listJoinableChannels, {}),
  addChannel: (body: BodyOf<typeof channels.createChannel>) =>
    ask(channels.createChannel, { body }),
  changeChannel: (id: string, body: BodyOf<typeof channels.changeChannel>) =>
    ask(channels.changeChannel, { params: { id }, body }),
  deleteChannel: (id: string) => ask(channels.deleteChannel, { params: { id } }),
  members: (id: string) => ask(channels.listMembers, { params: { id } }),
  addMember: (id: string, userId: string) => ask(channels.addMember, { params: { id, userId } }),
  removeMember: (id: string, userId: string) =>
    ask(channels.removeMember, { params: { id, userId } }),
  openDirect: (id: string) => ask(channels.openDirectChannel, { params: { id } }),
  openGroup: (userIds: string[]) => ask(channels.openGroup, { body: { userIds } }),
  changeSettings: (id: string, body: BodyOf<typeof channels.changeSettings>) =>
    ask(channels.changeSettings, { params: { id }, body }),
  signTyping: (id: string) => ask(channels.signTyping, { params: { id } }),
  markRead: (id: string, seq: number) => ask(channels.markRead, { params: { id }, body: { seq } }),
  markUnread: (id: string, seq: number) =>
    ask(channels.markUnread, { params: { id }, body: { seq } }),

  messages: (id: string, query: { before?: number; after?: number; limit: number }) =>
    ask(messages.listMessages, { params: { id }, query }),
  post: (id: string, body: BodyOf<typeof messages.postMessage>) =>
    ask(messages.postMessage, { params: { id }, body }),
  fileLimits: () => ask(files.getFileLimits, {}),
  filesUsage: () => ask(files.getFilesUsage, {}),
  message: (id: string) => ask(messages.getMessage, { params: { id } }),
  editMessage: (id: string, body: string) =>
    ask(messages.editMessage, { params: { id }, body: { body } }),
  react: (id: string, emoji: string, isOn: boolean) =>
    isOn
      ? ask(reactions.addReaction, { params: { id, emoji } })
      : ask(reactions.removeReaction, { params: { id, emoji } }),
  setPinned: (id: string, isOn: boolean) =>
    isOn
      ? ask(messages.pinMessage, { params: { id } })
      : ask(messages.unpinMessage, { params: { id } }),
  pins: (id: string) => ask(messages.listPins, { params: { id } }),
  files: (id: string, before?: string) =>
    ask(files.listFiles, { params: { id }, query: { before } }),
  deleteFile: (id: string) => ask(files.deleteFile, { params: { id } }),
  setSaved: (id: string, isOn: boolean) =>
    isOn
      ? ask(messages.saveMessage, { params: { id } })
      : ask(messages.unsaveMessage, { params: { id } }),
  saved: (before?: string) => ask(messages.listSaved, { query: { before } }),
  search: (query: Part<typeof searching.search, 'query'>['query'], unwanted: AbortSignal) =>
    ask(searching.search, { query }, () => patienceWhile(unwanted)),
  texts: (id: string) => ask(messages.listTexts, { params: { id } }),
  openThread: (id: string) => ask(threads.openThread, { params: { id } }),
  thread: (id: string) => ask(threads.getThread, { params: { id } }),
  threads: (query: Part<typeof threads.listThreads, 'query'>['query']) =>
    ask(threads.listThreads, { query }),
  setFollowed: (id: string, isOn: boolean) =>
    isOn
      ? ask(threads.followThread, { params: { id } })
      : ask(threads.unfollowThread, { params: { id } }),
  deleteMessage: (id: string, outlivesPage = false) =>
    ask(messages.deleteMessage, { params: { id } }, outlivesPage ? lastPatience : callPatience),
};

type BodyOf<Op extends Operation> = Sent<Op> extends { body: infer Body } ? Body : never;
