import type {
  Checked,
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
} from '../records.ts';
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
  history: HistoryMessage[];
  resources: { before: ResourceSample[]; after: ResourceSample[]; streams: number };
}

export function judge(evidence: Evidence): Checked[] {
  const { streams, seats, listings, presence, outages, timeoutMs, maxStalenessMs } = evidence;
  return [
    ...checkStreams(streams, evidence.log),
    checkLog(evidence),
    checkSeats(seats, listings, outages, maxStalenessMs),
    checkPresence(presence, seats, { timeoutMs, outages }),
    { invariant: 'service', checked: 1, violations: evidence.incidents },
  ];
}

export function judgeAtTheEnd(evidence: FinalEvidence): Checked[] {
  const { posts, history, log, resources } = evidence;
  return [
    checkPosts(posts, history, log),
    ...judge(evidence),
    checkResources(resources.before, resources.after, resources.streams),
  ];
}

/** The yardstick itself: dense, and nothing of a private channel is marked as everyone's to see. */
function checkLog({ log, privateChannels }: Evidence): Checked {
  const found: Checked = { invariant: 'log', checked: log.length, violations: [] };
  const secret = new Set(privateChannels);
  for (const [index, { position, channelId, isPublic }] of log.entries()) {
    if (position !== index + 1)
      found.violations.push(`${position} stands where ${index + 1} should`);
    if (isPublic && secret.has(channelId))
      found.violations.push(`${position} is private and public`);
  }
  return found;
}

export const violationsOf = (checks: readonly Checked[]): Violation[] =>
  checks.flatMap(({ invariant, violations }) => violations.map((what) => ({ invariant, what })));
