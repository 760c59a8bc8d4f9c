import { randomUUID } from 'node:crypto';
import type { Api } from '../../support/api.ts';
import { makeChannel, say } from '../../support/chat.ts';
import { uploaded } from '../../support/files.ts';
import type { People } from './people.ts';
import type { Who } from './who.ts';

/** Channels as an operation finds them. Nobody but the maker and the guest is in `secret`. */
export const PLACES = ['public', 'private', 'secret', 'direct', 'deleted'] as const;
export type PlaceName = (typeof PLACES)[number];

/** A channel with a message by its maker. */
export interface Place {
  name: PlaceName;
  id: string;
  messageId: string;
  /** The message's. */
  fileId: string;
  /** Of another message: it has a reply by the maker. */
  threadId: string;
  makerId: string;
  memberIds: ReadonlySet<string>;
  isPublic: boolean;
  /** What tells whoever reads it that there is this channel. */
  nameMarkers: readonly string[];
  /** What only members and the maker, who has uploaded it, may read. */
  fileMarkers: readonly string[];
  /** What only members may read. */
  textMarkers: readonly string[];
}

export class Places {
  readonly #server: Api;
  readonly #people: People;
  readonly #made: Place[] = [];
  readonly #scene = new Map<PlaceName, Place>();

  constructor(server: Api, people: People) {
    this.#server = server;
    this.#people = people;
  }

  /** Makes one of each, with who will be disabled as a member. */
  async makeAll(): Promise<void> {
    const { disabled } = this.#people;
    for (const name of PLACES) this.#scene.set(name, await this.make(name, [disabled.id]));
  }

  get(name: PlaceName): Place {
    const place = this.#scene.get(name);
    if (place === undefined) throw new Error(`there is no ${name} channel`);
    return place;
  }

  /**
   * Another one like those that there are; of the direct channel, another message.
   *
   * @param isWhole with a thread
   */
  async make(name: PlaceName, more: readonly string[] = [], isWhole = true): Promise<Place> {
    const { maker, removed } = this.#people;
    const server = this.#server;
    const memberIds = this.#membersOf(name, more);
    const [title, text, reply, fileName] = ['title', 'text', 'reply', 'file'].map(
      (what) => `${what} ${randomUUID()}`,
    ) as [string, string, string, string];
    const id = await this.#open(name, title, memberIds);
    const file = await uploaded(server, maker, 'a file', fileName);
    const message = await say(server, maker, id, text, { fileIds: [file.id] });
    const thread = isWhole ? await this.#openThread(id, reply) : undefined;
    await server.delete(`/channels/${id}/members/${removed.id}`, maker.token);
    if (name === 'deleted') await server.delete(`/channels/${id}`, maker.token);
    const place = {
      name,
      id,
      messageId: message.id,
      fileId: file.id,
      threadId: thread?.id ?? randomUUID(),
      makerId: maker.id,
      memberIds: new Set(name === 'deleted' ? [] : memberIds),
      isPublic: name === 'public',
      nameMarkers: [title, id, ...(thread === undefined ? [] : [thread.id])],
      fileMarkers: [fileName, file.id],
      textMarkers: [text, message.id, ...(thread === undefined ? [] : [reply, thread.rootId])],
    };
    this.#made.push(place);
    return place;
  }

  /** The thread of a message of its own, with a reply. */
  async #openThread(channelId: string, reply: string): Promise<{ id: string; rootId: string }> {
    const { maker } = this.#people;
    const root = await say(this.#server, maker, channelId, `root of ${reply}`);
    const opened = await this.#server.put(`/messages/${root.id}/thread`, undefined, maker.token);
    await say(this.#server, maker, opened.body.id, reply);
    return { id: opened.body.id, rootId: root.id };
  }

  /** What no answer to this one may hold. */
  hiddenFrom(who: Who, isToldNames = false, isToldFiles = false): string[] {
    return this.#made.flatMap((place) => {
      const isIn = who.userId !== undefined && place.memberIds.has(who.userId);
      const isSeen = isToldNames || isIn || (place.isPublic && !who.isDead);
      const isMaker = who.userId === place.makerId && !who.isDead;
      return [
        ...(isSeen ? [] : place.nameMarkers),
        ...(isIn ? [] : place.textMarkers),
        ...(isIn || isMaker || isToldFiles ? [] : place.fileMarkers),
      ];
    });
  }

  #membersOf(name: PlaceName, more: readonly string[]): string[] {
    const { maker, member, guest, scripter, bot, loggedOut, admin, chief } = this.#people;
    if (name === 'direct') return [maker.id, member.id];
    if (name === 'secret') return [maker.id, guest.id];
    const members = [maker, member, guest, scripter, bot, loggedOut].map(({ id }) => id);
    return [...members, ...more, ...(name === 'public' ? [] : [admin.id, chief.id])];
  }

  /** With who is to be taken out among the members. */
  async #open(name: PlaceName, title: string, memberIds: readonly string[]): Promise<string> {
    const { maker, member, removed } = this.#people;
    if (name === 'direct') {
      const { body } = await this.#server.put(`/direct/${member.id}`, undefined, maker.token);
      return body.id;
    }
    const channel = await makeChannel(this.#server, maker, title, {
      kind: name === 'public' ? 'public' : 'private',
      topic: `topic of ${title}`,
      memberIds: [...memberIds, removed.id],
    });
    return channel.id;
  }
}
