import { type Api, addUser, connectTo, generalOf, signIn } from '../support/api.ts';
import { newApiToken } from '../support/posting.ts';
import { ADMIN } from '../support/server.ts';
import { type Conditions, newConditions } from './clients/conditions.ts';
import { type Follower, follow } from './clients/follower.ts';
import { changeMemberships } from './clients/keeper.ts';
import { runPoster } from './clients/poster.ts';
import { type SeatTaker, takeSeats } from './clients/seat-taker.ts';
import { watch } from './clients/watcher.ts';
import { randomOf } from './random.ts';
import type {
  PostRecord,
  PresenceSample,
  SeatListing,
  SeatRecord,
  StreamRecord,
} from './records.ts';
import type { Clock } from './request.ts';
import { startWire, type Wire } from './wire.ts';
import { HEARTBEAT, type World } from './world.ts';

const POSTERS = 6;
const PRIVATE_CHANNELS = 3;
const SEAT_TAKERS = 5;
/** Fewer accounts and devices than takers, so that they get in each other's way. */
const ACCOUNTS = 4;
const DEVICES = ['desk', 'laptop', 'kiosk', 'tablet'];

/** Everyone who takes part, and what they have recorded. */
export interface Crew {
  /** Of the administrator, who is in every channel. */
  token: string;
  adminId: string;
  general: string;
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
  /** Resolves when all have finished what they were at, after `conditions.isOver`. */
  done: Promise<unknown>;
}

export async function gatherCrew(world: World, clock: Clock, seed: number): Promise<Crew> {
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
    Array.from({ length: ACCOUNTS }, (_, index) => addUser(api, admin.token, `seat${index}`)),
  );
  await api.delete('/session', admin.token);
  const userIds = [...people, ...accounts].map(({ id }) => id);
  const privateChannels = await makePrivateChannels(
    api,
    token,
    userIds,
    randomOf(seed, 'channels'),
  );

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
    const { body } = await api.get('/channels', person.token);
    const random = randomOf(seed, name);
    const options = { name, userId: person.id, token: person.token, random, wires: await wired() };
    followers.push(follow({ ...options, cursor: body.cursor }));
  }
  records.streams.push(...followers.map(({ record }) => record));

  const posting = await Promise.all(
    people.map(async (person) => ({
      clock,
      random: randomOf(seed, person.username),
      conditions,
      wires: await wired(),
      userId: person.id,
      token: person.token,
      channelIds: [general, ...privateChannels],
      posts: records.posts,
    })),
  );
  const taking = await Promise.all(
    Array.from({ length: SEAT_TAKERS }, async (_, index) => ({
      name: `taker ${index}`,
      clock,
      random: randomOf(seed, `taker ${index}`),
      conditions,
      wires: await wired(),
      accounts,
      devices: DEVICES,
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
      clock,
      random: randomOf(seed, 'keeper'),
      conditions,
      urls,
      token,
      channelIds: privateChannels,
      userIds,
    }),
    watch({ clock, conditions, urls, token, ...records }),
  ]);
  const adminId = admin.id;
  return {
    token,
    adminId,
    general,
    privateChannels,
    conditions,
    wires,
    followers,
    seatTakers,
    done,
    ...records,
  };
}

async function enrol(api: Api, adminToken: string, username: string) {
  const user = await addUser(api, adminToken, username);
  const { token: session } = await signIn(api, user);
  const token = await newApiToken(api, session);
  await api.delete('/session', session);
  return { ...user, token };
}

function makePrivateChannels(
  api: Api,
  token: string,
  userIds: readonly string[],
  random: ReturnType<typeof randomOf>,
): Promise<string[]> {
  return Promise.all(
    Array.from({ length: PRIVATE_CHANNELS }, async (_, index) => {
      const memberIds = userIds.filter(() => random.chance(0.5));
      const channel = { name: `private${index}`, kind: 'private', memberIds };
      const { status, body } = await api.post('/channels', channel, token);
      if (status !== 201) throw new Error(`making a channel: ${status} ${JSON.stringify(body)}`);
      return body.id as string;
    }),
  );
}
