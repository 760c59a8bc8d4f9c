import fc from 'fast-check';
import { expect } from 'vitest';
import { type Answer, type Api, device } from '../support/api.ts';
import type { Follow } from '../support/follow.ts';
import { until } from '../support/until.ts';
import type { Account } from './attempts.ts';

export const USERS = 5;
export const DEVICES = 5;

/** What should be: who sits where, and which device tokens are good. */
export interface Model {
  /** `family` is the key of the device token that opened the seat, or was given with it. */
  seats: Map<
    number,
    { device: number; token: string; sessionId: string; family: string | undefined }
  >;
  disabled: Set<number>;
  /** By `user/device`. Absent where it is not for the model to know. */
  deviceTokens: Map<string, string>;
  spentTokens: Map<string, string[]>;
}

export const emptyModel = (): Model => ({
  seats: new Map(),
  disabled: new Set(),
  deviceTokens: new Map(),
  spentTokens: new Map(),
});

/** What is: the nodes of the server, the users on it, and what a stream of each node has told. */
export interface System {
  nodes: readonly Api[];
  users: readonly (Account & { id: string })[];
  admin: { id: string; token: string };
  /** Makes the user's session lapse as if its heartbeat had been missed, where that can be done. */
  lapse: ((sessionId: string) => Promise<void>) | undefined;
  /** How many commands have run. */
  ran: number;
}

type SeatCommand = fc.AsyncCommand<Model, System>;

const key = (user: number, on: number) => `${user}/${on}`;
const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
};

/** One thing that somebody does; afterwards, what every node says equals the model. */
function command(
  text: string,
  node: number,
  check: (model: Model) => boolean,
  run: (model: Model, api: Api, system: System) => Promise<void>,
): SeatCommand {
  return {
    check,
    toString: () => `${text} at node ${node}`,
    async run(model, system) {
      system.ran += 1;
      await run(model, at(system.nodes, node), system);
      await expectToEqual(model, at(system.nodes, system.ran), system);
    },
  };
}

/** How a claim is refused, in the order of the rules. */
function expectedRefusal(model: Model, user: number, on: number, takeover: boolean) {
  const atDevice = [...model.seats].find(([, seat]) => seat.device === on);
  if (atDevice !== undefined && atDevice[0] !== user) return 'device-in-use';
  const own = model.seats.get(user);
  if (own !== undefined && own.device !== on && !takeover) return 'account-in-use';
  return undefined;
}

async function settle(
  model: Model,
  system: System,
  { status, body }: Answer,
  {
    user,
    on,
    takeover,
    isRemembered,
  }: { user: number; on: number; takeover: boolean; isRemembered: boolean },
): Promise<boolean> {
  const refusal = expectedRefusal(model, user, on, takeover);
  if (refusal !== undefined) {
    expect({ status, code: body.code }).toEqual({ status: 409, code: refusal });
    return false;
  }
  expect(status).toBe(201);
  const before = model.seats.get(user);
  const family = isRemembered ? key(user, on) : undefined;
  model.seats.set(user, { device: on, token: body.token, sessionId: body.session.id, family });
  if (before !== undefined) {
    const reason = before.device === on ? 'replaced' : 'taken-over';
    await expectDead(at(system.nodes, system.ran + 1), before.token, reason);
  }
  return true;
}

async function expectDead(api: Api, token: string, reason: string): Promise<void> {
  const { status, body } = await api.get('/session', token);
  expect({ status, reason: body.reason }).toEqual({ status: 401, reason });
}

function signInByPassword(
  user: number,
  on: number,
  takeover: boolean,
  remember: boolean,
  node: number,
): SeatCommand {
  return command(
    `user ${user} signs in on device ${on}${takeover ? ' with takeover' : ''}`,
    node,
    () => true,
    async (model, api, system) => {
      const { username, password } = at(system.users, user);
      const answer = await api.post('/sessions', {
        username,
        password,
        device: device(`model-${on}`),
        takeover,
        remember,
      });
      if (model.disabled.has(user)) {
        expect(answer.status).toBe(403);
        return;
      }
      const wanted = { user, on, takeover, isRemembered: remember };
      if (!(await settle(model, system, answer, wanted)) || !remember) return;
      model.deviceTokens.set(key(user, on), answer.body.deviceToken);
      model.spentTokens.delete(key(user, on));
    },
  );
}

/** With whichever of the user's tokens; taking over is for the password alone. */
function signInByToken(user: number, which: number, takeover: boolean, node: number): SeatCommand {
  const tokensOf = (model: Model) =>
    [...model.deviceTokens.keys()].filter((name) => name.startsWith(`${user}/`));
  return command(
    `user ${user} shows device token ${which}`,
    node,
    (model) => tokensOf(model).length > 0,
    async (model, api, system) => {
      const name = at(tokensOf(model), which);
      const on = Number(name.split('/')[1]);
      const token = model.deviceTokens.get(name) ?? '';
      const body = { deviceToken: token, device: device(`model-${on}`), takeover };
      const answer = await api.post('/sessions', body);
      const wanted = { user, on, takeover: false, isRemembered: true };
      if (!(await settle(model, system, answer, wanted))) return;
      model.deviceTokens.set(name, answer.body.deviceToken);
      model.spentTokens.set(name, [...(model.spentTokens.get(name) ?? []), token]);
    },
  );
}

function showSpentToken(user: number, on: number, which: number, node: number): SeatCommand {
  return command(
    `somebody shows a spent token of user ${user} on device ${on}`,
    node,
    (model) => (model.spentTokens.get(key(user, on)) ?? []).length > 0,
    async (model, api) => {
      const deviceToken = at(model.spentTokens.get(key(user, on)) ?? [], which);
      const thief = await api.post('/sessions', { deviceToken, device: device(`model-${on}`) });
      expect(thief.status).toBe(401);
      const heir = model.deviceTokens.get(key(user, on));
      if (heir !== undefined) {
        const body = { deviceToken: heir, device: device(`model-${on}`) };
        expect((await api.post('/sessions', body)).status).toBe(401);
      }
      model.deviceTokens.delete(key(user, on));
      model.spentTokens.delete(key(user, on));
      const seat = model.seats.get(user);
      if (seat?.family !== key(user, on)) return;
      await expectDead(api, seat.token, 'revoked');
      model.seats.delete(user);
    },
  );
}

function showTokenElsewhere(user: number, on: number, node: number): SeatCommand {
  return command(
    `somebody shows the token of user ${user} away from device ${on}`,
    node,
    (model) => model.deviceTokens.has(key(user, on)),
    async (model, api) => {
      const deviceToken = model.deviceTokens.get(key(user, on));
      const elsewhere = device(`model-${(on + 1) % DEVICES}`);
      expect((await api.post('/sessions', { deviceToken, device: elsewhere })).status).toBe(401);
    },
  );
}

function end(
  user: number,
  how: 'logs out' | 'leaves' | 'is thrown out',
  node: number,
): SeatCommand {
  return command(
    `user ${user} ${how}`,
    node,
    (model) => model.seats.has(user),
    async (model, api, system) => {
      const seat = model.seats.get(user);
      if (seat === undefined) return;
      const [path, token, reason] = {
        'logs out': ['/session', seat.token, 'logged-out'] as const,
        leaves: ['/session?keepDevice=true', seat.token, 'left'] as const,
        'is thrown out': [`/sessions/${seat.sessionId}`, system.admin.token, 'revoked'] as const,
      }[how];
      expect((await api.delete(path, token)).status).toBe(204);
      await expectDead(at(system.nodes, node + 1), seat.token, reason);
      model.seats.delete(user);
      if (how === 'leaves') return;
      model.deviceTokens.delete(key(user, seat.device));
      model.spentTokens.delete(key(user, seat.device));
    },
  );
}

function lapse(user: number, node: number): SeatCommand {
  return command(
    `user ${user} falls silent`,
    node,
    (model) => model.seats.has(user),
    async (model, api, system) => {
      const seat = model.seats.get(user);
      if (system.lapse === undefined || seat === undefined) return;
      await system.lapse(seat.sessionId);
      model.seats.delete(user);
      expect((await api.get('/session', seat.token)).status).toBe(401);
    },
  );
}

function setDisabled(user: number, disabled: boolean, node: number): SeatCommand {
  return command(
    `user ${user} is ${disabled ? 'disabled' : 'enabled'}`,
    node,
    (model) => model.disabled.has(user) !== disabled,
    async (model, api, system) => {
      const { id } = at(system.users, user);
      const { status } = await api.patch(`/users/${id}`, { disabled }, system.admin.token);
      expect(status).toBe(200);
      if (!disabled) return void model.disabled.delete(user);
      const seat = model.seats.get(user);
      if (seat !== undefined) await expectDead(api, seat.token, 'disabled');
      model.disabled.add(user);
      model.seats.delete(user);
      for (let on = 0; on < DEVICES; on += 1) {
        model.deviceTokens.delete(key(user, on));
        model.spentTokens.delete(key(user, on));
      }
    },
  );
}

function setStatus(user: number, status: 'active' | 'away', node: number): SeatCommand {
  return command(
    `user ${user} is ${status}`,
    node,
    (model) => model.seats.has(user),
    async (model, api) => {
      const token = model.seats.get(user)?.token;
      expect((await api.post('/session/heartbeat', { status }, token)).status).toBe(204);
    },
  );
}

/**
 * All commands. Device tokens do most of the signing in, since argon2 is slow on purpose; so what
 * makes tokens die is seldom.
 */
export function seatCommands(maxCommands: number): fc.Arbitrary<Iterable<SeatCommand>> {
  const user = fc.nat(USERS - 1);
  const on = fc.nat(DEVICES - 1);
  const node = fc.nat(1);
  const often = fc.nat(3).map((drawn) => drawn > 0);
  const ways = ['logs out', 'is thrown out'] as const;
  const statuses = ['active', 'away'] as const;
  const weighted: [number, fc.Arbitrary<SeatCommand>][] = [
    [20, fc.tuple(user, fc.nat(4), fc.boolean(), node).map((args) => signInByToken(...args))],
    [8, fc.tuple(user, fc.constant('leaves' as const), node).map((args) => end(...args))],
    [2, fc.tuple(user, on, fc.boolean(), often, node).map((args) => signInByPassword(...args))],
    [1, fc.tuple(user, fc.constantFrom(...ways), node).map((args) => end(...args))],
    [1, fc.tuple(user, on, fc.nat(9), node).map((args) => showSpentToken(...args))],
    [2, fc.tuple(user, on, node).map((args) => showTokenElsewhere(...args))],
    [2, fc.tuple(user, node).map((args) => lapse(...args))],
    [1, fc.tuple(user, fc.constant(true), node).map((args) => setDisabled(...args))],
    [2, fc.tuple(user, fc.constant(false), node).map((args) => setDisabled(...args))],
    [3, fc.tuple(user, fc.constantFrom(...statuses), node).map((args) => setStatus(...args))],
  ];
  return fc.commands<Model, System, false>(
    weighted.flatMap(([weight, arbitrary]) => Array<typeof arbitrary>(weight).fill(arbitrary)),
    { maxCommands, size: 'max' },
  );
}

/** Who is present according to the model, the admin included. */
function presentIn(model: Model, system: System): string[] {
  return [system.admin.id, ...[...model.seats.keys()].map((user) => at(system.users, user).id)];
}

/** Presence and the list of sessions are what the model says, without anybody waiting for it. */
async function expectToEqual(model: Model, api: Api, system: System): Promise<void> {
  const [presence, sessions] = await Promise.all([
    api.get('/presence', system.admin.token),
    api.get('/sessions', system.admin.token),
  ]);
  const expected = inOrder(presentIn(model, system));
  const present: { userId: string }[] = presence.body.users;
  expect(inOrder(present.map(({ userId }) => userId))).toEqual(expected);
  expect(presence.body.online).toBe(expected.length);
  const listed: { id: string; userId: string; device: { name: string } }[] = sessions.body.sessions;
  const seats = listed
    .filter(({ userId }) => userId !== system.admin.id)
    .map(({ id, userId, device }) => `${userId} on ${device.name}: ${id}`);
  const expectedSeats = [...model.seats].map(
    ([user, seat]) => `${at(system.users, user).id} on model-${seat.device}: ${seat.sessionId}`,
  );
  expect(inOrder(seats)).toEqual(inOrder(expectedSeats));
}

/** What a stream has told of presence, added up, comes to the model. */
export async function expectToldToEqual(model: Model, system: System, stream: Follow) {
  const expected = inOrder(presentIn(model, system)).join();
  await until(() => inOrder(toldBy(stream)).join() === expected, 5_000);
}

function toldBy({ events }: Follow): string[] {
  const present = new Set<string>();
  for (const { event, data } of events) {
    if (event === 'ready') {
      for (const { userId } of data.presence.users) present.add(userId);
    } else if (event === 'presence.changed') {
      for (const { userId, status } of data.changes) {
        if (status === 'offline') present.delete(userId);
        else present.add(userId);
      }
      if (data.online !== present.size) throw new Error(`${data.online} for ${present.size}`);
    }
  }
  return [...present];
}

const inOrder = (values: string[]): string[] => values.toSorted((a, b) => a.localeCompare(b));
