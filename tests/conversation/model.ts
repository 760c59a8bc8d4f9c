/** What a message is according to the model, which does every step by itself and asks no server. */
export interface ModelMessage {
  id: string;
  seq: number;
  authorId: string;
  body: string | null;
  /** Who is mentioned and counted: who was in the channel when the text was written. */
  mentions: ReadonlySet<string>;
  /** Who was in the channel at one of its changes, and so may have heard of it. */
  hearers: Set<string>;
}

export interface ModelRoom {
  id: string;
  /** Of a thread: the room of its root. */
  parent: ModelRoom | undefined;
  messages: ModelMessage[];
  /** By user id; of a thread, those who follow it. */
  readers: Map<string, { lastReadSeq: number; isFollowing: boolean }>;
}

/** Rooms, who is in them, and what they have read. */
export class Model {
  readonly rooms = new Map<string, ModelRoom>();
  readonly members = new Map<string, Set<string>>();
  readonly #names: ReadonlyMap<string, string>;

  /** @param names the ids of users by what mentions them */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  addRoom(id: string, memberIds: readonly string[]): void {
    const readers = memberIds.map((userId) => [userId, { lastReadSeq: 0, isFollowing: false }]);
    this.rooms.set(id, { id, parent: undefined, messages: [], readers: new Map(readers as []) });
    this.members.set(id, new Set(memberIds));
  }

  addThread(id: string, parent: ModelRoom): void {
    if (this.rooms.has(id)) return;
    this.rooms.set(id, { id, parent, messages: [], readers: new Map() });
  }

  membersOf(room: ModelRoom): ReadonlySet<string> {
    return this.members.get((room.parent ?? room).id) ?? new Set();
  }

  isIn(room: ModelRoom, userId: string): boolean {
    return this.membersOf(room).has(userId);
  }

  post(room: ModelRoom, id: string, authorId: string, body: string): void {
    const seq = room.messages.length + 1;
    const mentions = this.#mentionsIn(room, authorId, body);
    const hearers = new Set(this.membersOf(room));
    room.messages.push({ id, seq, authorId, body, mentions, hearers });
    if (room.parent === undefined) return;
    const root = this.#rootOf(room);
    this.#change(room.parent, root);
    if (seq === 1 && root !== undefined && this.isIn(room, root.authorId)) {
      this.follow(room, root.authorId, 0);
    }
    this.follow(room, authorId, seq);
    for (const userId of mentions) this.follow(room, userId, seq - 1);
  }

  edit(room: ModelRoom, message: ModelMessage, body: string): void {
    message.body = body;
    message.mentions = this.#mentionsIn(room, message.authorId, body);
    this.#change(room, message);
  }

  delete(room: ModelRoom, message: ModelMessage): void {
    message.body = null;
    message.mentions = new Set();
    this.#change(room, message);
    if (room.parent !== undefined) this.#change(room.parent, this.#rootOf(room));
  }

  react(room: ModelRoom, message: ModelMessage): void {
    this.#change(room, message);
  }

  join(room: ModelRoom, userId: string): void {
    this.members.get(room.id)?.add(userId);
    room.readers.set(userId, { lastReadSeq: room.messages.length, isFollowing: false });
  }

  leave(room: ModelRoom, userId: string): void {
    this.members.get(room.id)?.delete(userId);
    room.readers.delete(userId);
  }

  read(room: ModelRoom, userId: string, seq: number, isBack: boolean): void {
    const reader = room.readers.get(userId) ?? { lastReadSeq: 0, isFollowing: false };
    const { lastReadSeq } = reader;
    const target = isBack
      ? Math.min(lastReadSeq, seq - 1)
      : Math.max(lastReadSeq, Math.min(seq, room.messages.length));
    if (target !== lastReadSeq) room.readers.set(userId, { ...reader, lastReadSeq: target });
  }

  counts(room: ModelRoom, userId: string): { unread: number; mentions: number } {
    const after = room.readers.get(userId)?.lastReadSeq ?? 0;
    const unread = room.messages.filter(({ seq }) => seq > after);
    return {
      unread: unread.filter(({ authorId, body }) => authorId !== userId && body !== null).length,
      mentions: unread.filter(({ mentions }) => mentions.has(userId)).length,
    };
  }

  readonly #roots = new Map<string, ModelMessage>();

  setRoot(threadId: string, root: ModelMessage): void {
    this.#roots.set(threadId, root);
  }

  #rootOf(thread: ModelRoom): ModelMessage | undefined {
    return this.#roots.get(thread.id);
  }

  #change(room: ModelRoom, message: ModelMessage | undefined): void {
    for (const userId of this.membersOf(room)) message?.hearers.add(userId);
  }

  /** Who begins to follow has read what is there up to `seq`. */
  follow(thread: ModelRoom, userId: string, seq: number): void {
    const known = thread.readers.get(userId);
    if (known?.isFollowing) return;
    const lastReadSeq = Math.max(seq, known?.lastReadSeq ?? 0);
    thread.readers.set(userId, { lastReadSeq, isFollowing: true });
  }

  unfollow(thread: ModelRoom, userId: string): void {
    const known = thread.readers.get(userId);
    if (known !== undefined) thread.readers.set(userId, { ...known, isFollowing: false });
  }

  #mentionsIn(room: ModelRoom, authorId: string, body: string): Set<string> {
    const named = [...this.#names].filter(([name]) => body.includes(`@${name}`));
    const ids = named.map(([, id]) => id).filter((id) => id !== authorId && this.isIn(room, id));
    return new Set(ids);
  }
}
