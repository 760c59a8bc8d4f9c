import { type Api, addUser, connectTo, generalOf, signIn } from '../support/api.ts';
import { newApiToken } from '../support/posting.ts';
import { ADMIN } from '../support/server.ts';
import { type Conditions, newConditions } from './clients/conditions.ts';
import { type Follower, follow } from './clients/follower.ts';
import { changeMemberships } from './clients/keeper.ts';
import { runPoster } from './clients/poster.ts';
import { type SeatTaker, takeSeats } from './clients/seat-taker.ts';
import { watch } from './clients/watcher.ts';
import { type Random, randomOf } from './random.ts';
import type {
  Failure,
  PostRecord,
  PresenceSample,
  SeatListing,
  SeatRecord,
  StreamRecord,
} from './records.ts';
import { type Ask, type Clock, createAsk } from './request.ts';
import { startWire, type Wire } from './wire.ts';
import { HEARTBEAT, type World } from './world.ts';

const POSTERS = 6;
const PRIVATE_CHANNELS = 3;
const RIVALS = 5;
/** Fewer accounts and devices than rivals, so that they get in each other's way. */
const SHARED_ACCOUNTS = 4;
const DEVICES = ['desk', 'laptop', 'kiosk', 'tablet'];
const RIVAL = { stayMs: [500, 6_000], vanishing: 0.3 } as const;
/**
 * They have an account and a device of their own, and nothing but their log-out ends their seats. They
 * leave often, since whatever else ends a seat makes the nodes look at all streams.
 */
const LONERS = 3;
const LONER = { stayMs: [300, 1_500], vanishing: 0 } as const;

/** Everyone who takes part, and what they have recorded. */
export interface Crew {
  /** Of the administrator, who is in every channel. */
  token: string;
  adminId: string;
  general: string;
  channelIds: string[];
  privateChannels: string[];
  conditions: Conditions;
  /** Of each client, one to each node; those of the followers come first. */
  wires: Wire[][];
  followers: Follower[];
  seatTakers: SeatTaker[];
  posts: PostRecord[];
  seats: SeatRecord[];
  streams: StreamRecord[];
  presence: PresenceSample[];
  listings: SeatListing[];
  failures: Failure[];
  ask: Ask;
  /** Resolves when all have finished what they were at, after `conditions.isOver`. */
  done: Promise<unknown>;
}

export async function gatherCrew(world: World, clock: Clock, seed: number): Promise<Crew> {
  const failures: Failure[] = [];
  const ask = createAsk(clock, failures);
  const [node] = world.nodes;
  if (node === undefined) throw new Error('there is no node');
  const api = connectTo(node.url);
  const urls = world.nodes.map(({ url }) => url);
  const admin = await signIn(api, ADMIN);
  const token = await newApiToken(api, admin.token);
  const general = await generalOf(api, token);
  const people = await Promise.all(
    Array.from({ length: POSTERS }, (_, index) => enrol(api, admin.token, `poster${index}`)),
  );
  const accounts = await Promise.all(
    Array.from({ length: SHARED_ACCOUNTS + LONERS }, (_, index) =>
      addUser(api, admin.token, `seat${index}`),
    ),
  );
  await api.delete('/session', admin.token);
  const userIds = [...people, ...accounts].map(({ id }) => id);
  const made = await makeChannels(api, token, userIds, randomOf(seed, 'channels'));
  const privateChannels = made.slice(POSTERS);
  const channelIds = [general, ...made];

  const conditions = newConditions();
  const wires: Wire[][] = [];
  async function wired(): Promise<Wire[]> {
    const own = await Promise.all(world.nodes.map(({ port }) => startWire(port)));
    wires.push(own);
    return own;
  }
  const records = {
    posts: [] as PostRecord[],
    seats: [] as SeatRecord[],
    streams: [] as StreamRecord[],
    presence: [] as PresenceSample[],
    listings: [] as SeatListing[],
  };

  const followers: Follower[] = [];
  // One for each, and a second one for some.
  for (const [index, person] of [...people, ...people.slice(0, 2)].entries()) {
    const name = `follower ${index}`;
    const { id: userId, ...own } = person;
    const random = randomOf(seed, name);
    const options = { name, userId, random, clock, failures, wires: await wired() };
    followers.push(follow({ ...own, ...options }));
  }
  records.streams.push(...followers.map(({ record }) => record));

  const posting = await Promise.all(
    people.map(async (person, index) => ({
      ask,
      clock,
      random: randomOf(seed, person.username),
      conditions,
      wires: await wired(),
      userId: person.id,
      token: person.token,
      channelIds: [made[index] ?? general, ...channelIds],
      posts: records.posts,
    })),
  );
  const shared = { accounts: accounts.slice(0, SHARED_ACCOUNTS), devices: DEVICES };
  const places = [
    ...Array.from({ length: RIVALS }, () => ({ ...shared, ...RIVAL })),
    ...accounts
      .slice(SHARED_ACCOUNTS)
      .map((own) => ({ accounts: [own], devices: [own.username], ...LONER })),
  ];
  const taking = await Promise.all(
    places.map(async (place, index) => ({
      name: `taker ${index}`,
      ask,
      clock,
      failures,
      random: randomOf(seed, `taker ${index}`),
      conditions,
      wires: await wired(),
      ...place,
      heartbeat: HEARTBEAT,
      seats: records.seats,
      streams: records.streams,
    })),
  );
  const seatTakers = taking.map(takeSeats);
  const done = Promise.all([
    ...posting.map(runPoster),
    ...seatTakers.map((taker) => taker.done),
    changeMemberships({
      ask,
      random: randomOf(seed, 'keeper'),
      conditions,
      urls,
      token,
      channelIds: privateChannels,
      userIds,
    }),
    watch({ ask, conditions, urls, token, ...records }),
  ]);
  const adminId = admin.id;
  return {
    token,
    adminId,
    general,
    channelIds,
    privateChannels,
    conditions,
    wires,
    followers,
    seatTakers,
    failures,
    ask,
    done,
    ...records,
  };
}

async function enrol(api: Api, adminToken: string, username: string) {
  const user = await addUser(api, adminToken, username);
  const { token: session } = await signIn(api, user);
  const token = await newApiToken(api, session);
  await api.delete('/session', session);
  const { body } = await api.get('/channels', token);
  return { ...user, token, cursor: body.cursor as string };
}

/** A public one for each poster, which all are in, and private ones, with half of them in each. */
async function makeChannels(
  api: Api,
  token: string,
  userIds: readonly string[],
  random: Random,
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < POSTERS + PRIVATE_CHANNELS; index += 1) {
    const kind = index < POSTERS ? 'public' : 'private';
    const memberIds = userIds.filter(() => kind === 'public' || random.chance(0.5));
    const channel = { name: `${kind}${index}`, kind, memberIds };
    const { status, body } = await api.post('/channels', channel, token);
    if (status !== 201) throw new Error(`making a channel: ${status} ${JSON.stringify(body)}`);
    ids.push(body.id);
  }
  return ids;
}
