import type { Kysely } from 'kysely';
import { isRefusedByDatabase, violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { explainDeadToken } from '../auth/credentials/dead-token.ts';
import type { LoggedEvent } from '../events/logged-event.ts';
import { channelArchived, invalidField } from '../http/problem.ts';
import { assertNever } from '../lib/assert-never.ts';
import { batch } from '../lib/batch.ts';
import { createCommitPosts, type Post, type Verdict } from './commit-posts.ts';
import type { Message } from './contract.ts';
import { explainNoMember, getMessage } from './messages.ts';

const MOST_AT_ONCE = 256;
/** How many posts a commit waits for, and how long: a client that posts again does so within that. */
const GATHER = { count: 32, ms: 4 };

/** The message, and whether this post made it or an earlier one with the same client id did. */
export interface Posted {
  message: Message;
  isNew: boolean;
}

export interface PosterDeps {
  db: Kysely<Tables>;
  /** This node, as the notices of its commits name it. */
  writer: string;
  /** True where the database is another process: requests are read while it commits. */
  startsAtOnce: boolean;
  /** Told what a commit has put into the log. */
  onCommit(events: readonly LoggedEvent[]): void;
  /** A commit has failed, or has succeeded and its answer was lost: the log may have grown. */
  onDoubt(): void;
}

/**
 * Posts messages. Durability costs a commit, so the posts that arrive during one share the next:
 * one statement, one ring of the bell.
 *
 * The poster's call throws Problem `not-authenticated` where the author's credential has ended,
 * `not-found` or `forbidden` for a channel that the author is not in, `not-found` for a repeated
 * message that the author may not see any more, `channel-archived`, and `invalid-request` for a
 * reply to something that is not in the channel.
 */
export function createPoster({
  db,
  writer,
  startsAtOnce,
  onCommit,
  onDoubt,
}: PosterDeps): (post: Post) => Promise<Posted> {
  const commitPosts = createCommitPosts(db, writer);

  async function commit(posts: readonly Post[]): Promise<(Posted | Error)[]> {
    const verdicts = await commitPosts(posts).catch((error: unknown) => {
      onDoubt();
      throw error;
    });
    const events = verdicts.flatMap((verdict) => ('event' in verdict ? verdict.event : []));
    if (events.length > 0) onCommit(events);
    return Promise.all(posts.map((post, index) => orError(explain(db, post, verdicts[index]))));
  }

  async function commitAlone(post: Post, isAgain = false): Promise<Posted | Error> {
    try {
      const [outcome] = await commit([post]);
      return outcome ?? new Error('a commit of one post had no outcome');
    } catch (error) {
      // Another node has posted this client id meanwhile. It has committed, so a second try finds it.
      const isTaken = violatedConstraint(error) === 'messages_once';
      return isTaken && !isAgain ? commitAlone(post, true) : toError(error);
    }
  }

  return batch(
    async (posts: readonly Post[]) => {
      const repeats = findRepeats(posts);
      const firsts = posts.filter((post) => !repeats.has(post));
      const outcomes = new Map<Post, Posted | Error>();
      try {
        const committed = await commit(firsts);
        for (const [index, post] of firsts.entries()) {
          const outcome = committed[index];
          if (outcome !== undefined) outcomes.set(post, outcome);
        }
      } catch (error) {
        // Another node has posted one of the client ids meanwhile, or the database refuses a post.
        // Below, each is committed alone, so that one post does not fail the others.
        if (!isRefusedByDatabase(error)) throw error;
      }
      const all: (Posted | Error)[] = [];
      for (const post of posts) all.push(outcomes.get(post) ?? (await commitAlone(post)));
      return all;
    },
    MOST_AT_ONCE,
    { gather: GATHER, startsAtOnce },
  );
}

/** The posts that have the author and the client id of an earlier one. */
function findRepeats(posts: readonly Post[]): Set<Post> {
  const seen = new Set<string>();
  const repeats = new Set<Post>();
  for (const post of posts) {
    if (post.clientId === undefined) continue;
    const key = `${post.author.userId}/${post.clientId}`;
    if (seen.has(key)) repeats.add(post);
    seen.add(key);
  }
  return repeats;
}

/** Runs after the commit. Explaining a post that made no message takes another read. */
async function explain(
  db: Kysely<Tables>,
  post: Post,
  outcome: Verdict | undefined,
): Promise<Posted | Error> {
  switch (outcome?.verdict) {
    case undefined:
      return new Error('a post had no outcome');
    case 'new':
      return { message: outcome.message, isNew: true };
    case 'repeated':
      return { message: await getMessage(db, post.author.userId, outcome.messageId), isNew: false };
    case 'signed-out':
      return explainDeadToken(db, post.author.tokenDigest);
    case 'archived':
      return channelArchived();
    case 'no-such-reply':
      return invalidField('replyToId', 'must be the id of a message in this channel');
    case 'not-a-member':
      return explainNoMember(db, post.author.userId, post.channelId);
    default:
      return assertNever(outcome);
  }
}

/** Makes a value of a rejection, so that one post does not fail the others. */
const orError = <T>(work: Promise<T>): Promise<T | Error> => work.catch(toError);

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
