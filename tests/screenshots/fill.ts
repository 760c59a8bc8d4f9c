import { connect } from '../../db/connect.ts';
import { type Api, generalOf, type Person, signIn } from '../support/api.ts';
import { say } from '../support/chat.ts';
import type { Line, Member, PlaceOfTalk } from './team.ts';

export const PASSWORD = 'correct horse battery';
const MINUTE_MS = 60_000;

/** When each message was said, by its id. */
export type Times = Map<string, Date>;

/** Lets the team say through the API what it says, each from a workstation of their own. */
export async function fill(
  api: Api,
  team: readonly Member[],
  places: readonly PlaceOfTalk[],
  now: Date,
): Promise<Times> {
  const [first, ...others] = team;
  if (first === undefined) throw new Error('a team has somebody');
  const people = new Map<string, Person>();
  const enter = async (member: Member) => people.set(member.username, await enterAs(api, member));
  await enter(first);
  const admin = personOf(people, first.username);
  await api.patch(`/users/${admin.id}`, { displayName: first.displayName }, admin.token);
  for (const member of others) {
    const { username, displayName } = member;
    await api.post('/users', { username, displayName, password: PASSWORD }, admin.token);
    await enter(member);
  }
  for (const { username, status } of team) {
    if (status === undefined) continue;
    await api.patch('/users/me', { status }, personOf(people, username).token);
  }
  const general = await generalOf(api, admin.token);
  await api.patch(`/channels/${general}`, { name: 'général' }, admin.token);
  const times: Times = new Map();
  for (const place of places) await talk(api, people, place, now, times);
  for (const person of people.values()) await api.delete('/session', person.token);
  return times;
}

/** Signs a member in on their own workstation. */
export function enterAs(api: Api, { username, workstation }: Member): Promise<Person> {
  const device = { fingerprint: `fingerprint-of-${username.replace('.', '-')}`, name: workstation };
  return signIn(api, { username, password: PASSWORD }, { device });
}

/** Puts back when the messages were said, in the embedded database of a server that does not run. */
export async function setTimes(dataDir: string, times: Times): Promise<void> {
  const database = await connect({
    dataDir,
    onFault(error) {
      throw error;
    },
  });
  for (const [id, createdAt] of times) {
    await database.db.updateTable('messages').set({ createdAt }).where('id', '=', id).execute();
  }
  await database.close();
}

async function talk(
  api: Api,
  people: ReadonlyMap<string, Person>,
  place: PlaceOfTalk,
  now: Date,
  times: Times,
): Promise<void> {
  const channelId = await open(api, people, place);
  const ids: string[] = [];
  for (const line of place.lines) {
    const by = personOf(people, line.by);
    const replyToId = line.replyTo === undefined ? null : ids[line.replyTo];
    const { id } = await say(api, by, channelId, line.text, { replyToId });
    ids.push(id);
    times.set(id, new Date(now.getTime() - line.ago * MINUTE_MS));
    await change(api, people, id, line);
    await discuss(api, people, id, line.thread ?? [], now, times);
  }
  for (const username of place.members) {
    const unread = username === 'mehdi' ? (place.unread ?? 0) : 0;
    const seq = place.lines.length - unread;
    await api.put(`/channels/${channelId}/read`, { seq }, personOf(people, username).token);
  }
}

async function discuss(
  api: Api,
  people: ReadonlyMap<string, Person>,
  rootId: string,
  replies: readonly Line[],
  now: Date,
  times: Times,
): Promise<void> {
  for (const line of replies) {
    const by = personOf(people, line.by);
    const { body: thread } = await api.put(`/messages/${rootId}/thread`, undefined, by.token);
    const { id } = await say(api, by, thread.id, line.text);
    times.set(id, new Date(now.getTime() - line.ago * MINUTE_MS));
    await change(api, people, id, line);
  }
}

async function change(
  api: Api,
  people: ReadonlyMap<string, Person>,
  id: string,
  line: Line,
): Promise<void> {
  const by = personOf(people, line.by);
  if (line.edited !== undefined) {
    await api.patch(`/messages/${id}`, { body: line.edited }, by.token);
  }
  if (line.deleted) await api.delete(`/messages/${id}`, by.token);
  if (line.isPinned) await api.put(`/messages/${id}/pin`, undefined, by.token);
  for (const [emoji, usernames] of Object.entries(line.reactions ?? {})) {
    for (const username of usernames) {
      const path = `/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
      await api.put(path, undefined, personOf(people, username).token);
    }
  }
}

async function open(
  api: Api,
  people: ReadonlyMap<string, Person>,
  { name, kind, topic, members }: PlaceOfTalk,
): Promise<string> {
  const [maker, ...rest] = members.map((username) => personOf(people, username));
  if (maker === undefined) return generalOf(api, personOf(people, 'claire').token);
  const { status, body } =
    kind === 'direct'
      ? await api.put(`/direct/${rest[0]?.id}`, undefined, maker.token)
      : await api.post(
          '/channels',
          { name, kind, topic, memberIds: rest.map(({ id }) => id) },
          maker.token,
        );
  if (status >= 300) throw new Error(`making ${name}: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

function personOf(people: ReadonlyMap<string, Person>, username: string): Person {
  const person = people.get(username);
  if (person === undefined) throw new Error(`nobody is called ${username}`);
  return person;
}
