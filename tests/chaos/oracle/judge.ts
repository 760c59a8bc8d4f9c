import type {
  Checked,
  Failure,
  HistoryMessage,
  LogEntry,
  Outage,
  PostRecord,
  PresenceSample,
  ResourceSample,
  SeatListing,
  SeatRecord,
  StreamRecord,
  Violation,
  Wait,
} from '../records.ts';
import { checkFailures } from './failures.ts';
import { checkFarewells } from './farewells.ts';
import { checkPosts } from './posts.ts';
import { checkPresence } from './presence.ts';
import { checkResources } from './resources.ts';
import { checkSeats } from './seats.ts';
import { checkStreams } from './streams.ts';

/** What can be judged at any moment. */
export interface Evidence {
  streams: StreamRecord[];
  seats: SeatRecord[];
  listings: SeatListing[];
  presence: PresenceSample[];
  outages: Outage[];
  waits: Wait[];
  failures: Failure[];
  /** Ids of messages. */
  acknowledged: string[];
  /** Until when all was recorded. */
  until: number;
  log: LogEntry[];
  /** Channels that are private from their beginning. */
  privateChannels: string[];
  timeoutMs: number;
  maxStalenessMs: number;
  /** What no client saw but the harness did, such as a node that ended by itself. */
  incidents: string[];
}

/** What can be judged only when all is quiet. */
export interface FinalEvidence extends Evidence {
  posts: PostRecord[];
  /** Undefined where no node could be asked any more. */
  history: HistoryMessage[] | undefined;
  resources: { before: ResourceSample[]; after: ResourceSample[]; streams: number };
}

export function judge(evidence: Evidence): Checked[] {
  const { streams, seats, listings, presence, timeoutMs, maxStalenessMs } = evidence;
  const outages = evidence.outages.filter(({ stopsTime }) => stopsTime);
  return [
    // What else is violated may be a consequence of it.
    { invariant: 'service', checked: 1, violations: evidence.incidents },
    ...checkStreams(streams, evidence.log),
    checkLog(evidence),
    checkSeats(seats, listings, outages, maxStalenessMs),
    checkFarewells(evidence),
    checkPresence(presence, seats, { timeoutMs, outages }),
    checkFailures(evidence.failures, evidence.outages),
  ];
}

export function judgeAtTheEnd(evidence: FinalEvidence): Checked[] {
  const { posts, history, log, resources } = evidence;
  return [
    ...judge(evidence),
    ...(history === undefined ? [] : [checkPosts(posts, history, log)]),
    checkResources(resources.before, resources.after, resources.streams),
  ];
}

/**
 * The yardstick itself: dense, with all that was acknowledged, and nothing of a private channel is
 * marked as everyone's to see.
 */
export function checkLog({
  log,
  privateChannels,
  acknowledged,
}: Pick<Evidence, 'log' | 'privateChannels' | 'acknowledged'>): Checked {
  const found: Checked = { invariant: 'log', checked: log.length, violations: [] };
  const secret = new Set(privateChannels);
  for (const [index, { position, channelId, isPublic }] of log.entries()) {
    if (position !== index + 1)
      found.violations.push(`${position} stands where ${index + 1} should`);
    if (isPublic && channelId !== null && secret.has(channelId))
      found.violations.push(`${position} is private and public`);
  }
  const logged = new Set(log.map(({ messageId }) => messageId));
  for (const id of acknowledged) {
    if (!logged.has(id)) found.violations.push(`message ${id} was acknowledged and is not there`);
  }
  return found;
}

export const violationsOf = (checks: readonly Checked[]): Violation[] =>
  checks.flatMap(({ invariant, violations }) => violations.map((what) => ({ invariant, what })));
