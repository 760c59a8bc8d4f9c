import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { history, makeChannel, say } from '../support/chat.ts';
import { rounds } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { nodesForSuite } from '../support/suite.ts';
import { ClientOfStream } from './client-of-stream.ts';
import { Model, type ModelMessage, type ModelRoom } from './model.ts';

const RUNS = rounds(5, 60);
const { server, other, admin, general } = await nodesForSuite({ STREAMS_PER_CREDENTIAL: '0' });
const people: Person[] = [];
for (const name of ['anna', 'ben', 'cleo']) people.push(await addPerson(server, admin.token, name));
const nodes = [server, other] as const;
let count = 0;

const small = fc.nat(11);
const step = fc.record({
  do: fc.constantFrom(
    ...(['post', 'post', 'reply', 'reply', 'reply', 'react', 'react', 'edit', 'delete'] as const),
    ...([
      'join',
      'leave',
      'read',
      'unread',
      'pin',
      'follow',
      'unfollow',
      'cut',
      'connect',
      'take',
      'search',
      'search',
    ] as const),
  ),
  by: fc.nat(2),
  node: fc.nat(1),
  room: fc.nat(1),
  nth: small,
  emoji: fc.constantFrom('👍', '🎉'),
  text: fc.constantFrom('hello', '@anna', '@ben and @cleo', 'so'),
});
type Step = typeof step extends fc.Arbitrary<infer Out> ? Out : never;

/** Two channels of three people, the model of them, and a client for each. */
class Scene {
  readonly model = new Model(new Map(people.map(({ id, username }) => [username, id])));
  readonly clients = people.map((person) => new ClientOfStream(person));
  readonly #rooms: string[] = [];

  async open(): Promise<void> {
    const [first, ...others] = people;
    if (first === undefined) throw new Error('there are three people');
    for (const kind of ['public', 'private']) {
      count += 1;
      const memberIds = others.map(({ id }) => id);
      const { id } = await makeChannel(server, first, `${kind} ${count}`, { kind, memberIds });
      this.#rooms.push(id);
      this.model.addRoom(id, [first.id, ...memberIds]);
    }
    for (const client of this.clients) await client.connect(server);
  }

  async perform(one: Step): Promise<void> {
    const person = people[one.by];
    const node = nodes[one.node] ?? server;
    const room = this.model.rooms.get(this.#rooms[one.room] ?? '');
    const client = this.clients[one.by];
    if (person === undefined || room === undefined || client === undefined) return;
    switch (one.do) {
      case 'cut':
        return client.disconnect();
      case 'connect':
        return client.connect(node);
      case 'take':
        return client.take();
      case 'join':
        return this.#join(node, person, room, client);
      case 'search':
        return this.search(node, person, this.#texted(one.text));
      default:
        if (this.model.isIn(room, person.id)) await this.#write(one, node, person, room);
    }
  }

  async #join(node: TestServer, person: Person, room: ModelRoom, client: ClientOfStream) {
    if (this.model.isIn(room, person.id)) return;
    const by = people.find(({ id }) => this.model.isIn(room, id)) ?? admin;
    const { status } = await node.put(
      `/channels/${room.id}/members/${person.id}`,
      undefined,
      by.token,
    );
    if (status !== 204) return;
    this.model.join(room, person.id);
    for (const { id, parent } of this.model.rooms.values()) {
      if (id === room.id || parent === room) await client.readAll(node, id);
    }
  }

  /** Finds what the person may read at this moment, as it is at this moment, and nothing else. */
  async search(node: TestServer, person: Person, text: string): Promise<void> {
    const homes = this.#rooms.filter((id) => this.model.members.get(id)?.has(person.id));
    if (homes.length === 0) return;
    const q = encodeURIComponent(`${text} ${homes.map((id) => `in:${id}`).join(' ')}`);
    const found: string[] = [];
    for (let before = ''; ; ) {
      const { body } = await node.get(`/search?q=${q}&limit=3${before}`, person.token);
      found.push(...body.results.map(({ message }: { message: { id: string } }) => message.id));
      if (body.next === null) break;
      before = `&before=${body.next}`;
    }
    const expected = [...this.model.rooms.values()]
      .filter((room) => this.model.isIn(room, person.id))
      .flatMap(({ messages }) => messages.filter(({ body }) => body === text).map(({ id }) => id));
    expect(found.length, 'nothing is found twice').toBe(new Set(found).size);
    expect(new Set(found)).toEqual(new Set(expected));
  }

  /** What only members do, in the channel or in one of its threads. */
  async #write(one: Step, node: TestServer, person: Person, home: ModelRoom): Promise<void> {
    const threads = [...this.model.rooms.values()].filter(({ parent }) => parent === home);
    const room = one.nth % 2 === 0 ? home : (threads[one.nth % threads.length] ?? home);
    const message = room.messages[one.nth % Math.max(1, room.messages.length)];
    const ask = async (method: string, path: string, body?: unknown) =>
      (await node.request(method, path, { token: person.token, body })).status < 300;
    switch (one.do) {
      case 'post':
        return this.#post(node, person, home, this.#texted(one.text));
      case 'reply':
        return this.#reply(node, person, home, one);
      case 'leave':
        if (await ask('DELETE', `/channels/${home.id}/members/${person.id}`)) {
          this.model.leave(home, person.id);
        }
        return;
      case 'read':
        await ask('PUT', `/channels/${room.id}/read`, { seq: one.nth });
        return this.model.read(room, person.id, one.nth, false);
      case 'unread':
        await ask('POST', `/channels/${room.id}/unread`, { seq: one.nth + 1 });
        return this.model.read(room, person.id, one.nth + 1, true);
      default:
        if (message !== undefined) await this.#change(one, ask, person, room, message);
    }
  }

  async #change(
    one: Step,
    ask: (method: string, path: string, body?: unknown) => Promise<boolean>,
    person: Person,
    room: ModelRoom,
    message: ModelMessage,
  ): Promise<void> {
    const path = `/messages/${message.id}`;
    switch (one.do) {
      case 'react': {
        const method = one.nth % 2 === 0 ? 'DELETE' : 'PUT';
        const reaction = `${path}/reactions/${encodeURIComponent(one.emoji)}`;
        if (await ask(method, reaction)) this.model.react(room, message);
        return;
      }
      case 'pin':
        if (await ask(one.nth % 3 === 0 ? 'DELETE' : 'PUT', `${path}/pin`)) {
          this.model.react(room, message);
        }
        return;
      case 'edit': {
        const body = this.#texted(one.text);
        if (await ask('PATCH', path, { body })) this.model.edit(room, message, body);
        return;
      }
      case 'delete':
        if (await ask('DELETE', path)) this.model.delete(room, message);
        return;
      case 'follow':
        if (room.parent !== undefined && (await ask('PUT', `/channels/${room.id}/follow`))) {
          this.model.follow(room, person.id, room.messages.length);
        }
        return;
      case 'unfollow':
        if (room.parent !== undefined && (await ask('DELETE', `/channels/${room.id}/follow`))) {
          this.model.unfollow(room, person.id);
        }
        return;
      default:
    }
  }

  /** Mentions the people of this scene: user names have a number at their end. */
  #texted(text: string): string {
    return people.reduce(
      (all, { username }) => all.replace(`@${username.replace(/\d+$/, '')}`, `@${username}`),
      text,
    );
  }

  async #post(node: TestServer, person: Person, room: ModelRoom, body: string): Promise<void> {
    const { id } = await say(node, person, room.id, body);
    this.model.post(room, id, person.id, body);
  }

  async #reply(node: TestServer, person: Person, home: ModelRoom, one: Step): Promise<void> {
    const root = home.messages[one.nth % Math.max(1, home.messages.length)];
    if (root === undefined) return;
    const { status, body } = await node.put(`/messages/${root.id}/thread`, undefined, person.token);
    if (status >= 300) return;
    this.model.addThread(body.id, home);
    this.model.setRoot(body.id, root);
    const thread = this.model.rooms.get(body.id);
    if (thread !== undefined) await this.#post(node, person, thread, this.#texted(one.text));
  }

  /** All come back and hear everything. */
  async settle(): Promise<void> {
    for (const [index, client] of this.clients.entries()) {
      await client.connect(nodes[index % 2] ?? server);
    }
    const mark = await say(server, admin, general, 'a mark that all hear');
    for (const client of this.clients) {
      await client.stream.next('message.created', ({ id }) => id === mark.id);
      client.take();
    }
  }

  async check(): Promise<void> {
    for (const client of this.clients) {
      const { person } = client;
      const { channels, threads: followed } = (await other.get('/channels', person.token)).body;
      const { threads } = (await other.get('/threads?limit=100', person.token)).body;
      for (const room of this.model.rooms.values()) {
        if (!this.model.isIn(room, person.id)) continue;
        expect(client.messagesOf(room.id)).toEqual(await history(server, person, room.id));
        const listed =
          room.parent === undefined
            ? channels.find(({ id }: { id: string }) => id === room.id)
            : threads.find((one: { thread: { id: string } }) => one.thread.id === room.id);
        const isListed = room.parent === undefined || isFollowed(room, person.id);
        expect(listed !== undefined, `${person.username} has ${room.id}`).toBe(isListed);
        const counts = this.model.counts(room, person.id);
        if (isListed) expect(listed).toMatchObject(counts);
        if (room.parent === undefined) continue;
        const isFollowing = room.readers.get(person.id)?.isFollowing === true;
        expect(followed.followedIds.includes(room.id)).toBe(isFollowing);
        const whole = followed.unread.find(({ id }: { id: string }) => id === room.id);
        expect(whole !== undefined).toBe(isFollowing && counts.unread > 0);
        if (whole !== undefined) expect(whole).toMatchObject({ ...counts, isFollowing });
      }
      this.#expectOwn(client);
    }
  }

  /** Nobody has heard of a message in whose channel they were not. */
  #expectOwn({ heard, person }: ClientOfStream): void {
    const all = new Map(
      [...this.model.rooms.values()].flatMap(({ messages }) =>
        messages.map((message) => [message.id, message]),
      ),
    );
    for (const { event, data } of heard) {
      const message = all.get(data?.messageId ?? data?.id);
      if (message === undefined) continue;
      expect(message.hearers.has(person.id), `${person.username} heard ${event}`).toBe(true);
    }
  }

  close(): void {
    for (const client of this.clients) client.disconnect();
  }
}

/** A thread whose replies are all deleted is in no list. */
function isFollowed({ readers, messages }: ModelRoom, userId: string): boolean {
  const isThere = messages.some(({ body }) => body !== null);
  return isThere && readers.get(userId)?.isFollowing === true;
}

test('whatever people do on whichever node, each client ends with what is there, its counts are right, and nobody hears of what is not theirs', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 30, maxLength: 90, size: 'max' }),
      async (steps) => {
        const scene = new Scene();
        await scene.open();
        try {
          for (const one of steps) await scene.perform(one);
          await scene.settle();
          await scene.check();
          for (const text of ['hello', 'so']) {
            for (const person of people) await scene.search(other, person, text);
          }
        } finally {
          scene.close();
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});
