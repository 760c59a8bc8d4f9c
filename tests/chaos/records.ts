/**
 * What the clients of a run saw and did. Plain data, so that the oracle is a pure function of it and
 * a run can be judged again from its files. Times are milliseconds since the run began.
 */

/** A post, and every answer to every attempt at it. */
export interface PostRecord {
  authorId: string;
  channelId: string;
  clientId: string;
  body: string;
  /** `status` is 0 where no answer came; `id` and `seq` are those of a message. */
  answers: { status: number; at: number; id?: string; seq?: number }[];
}

export interface ReceivedEvent {
  position: number;
  type: string;
  /** Of the data as it came. */
  digest: string;
}

/** All that one follower got, over however many connections. */
export interface StreamRecord {
  name: string;
  userId: string;
  /** The cursor's position that it began from; undefined until it was told. */
  from: number | undefined;
  received: ReceivedEvent[];
  /** Whether it must have everything up to the log's end; else only what is before its last. */
  isComplete: boolean;
  connects: number;
  /** What it was told that it should not have been, such as a reset. */
  faults: string[];
}

/** Of a request for its answer. */
export interface Wait {
  sentAt: number;
  answeredAt: number;
}

/** A use of a credential; `status` is 0 where no answer came. */
export interface Use extends Wait {
  status: number;
}

/** An attempt at a seat and what became of it. */
export interface SeatRecord extends Use {
  userId: string;
  device: string;
  /** Uses of its token, in the order of their answers. */
  uses: Use[];
  /** Log-outs, in the order of their answers. */
  leaves: Use[];
  /** Its streams, on another node than that of the log-out. */
  streams: Opening[];
}

/** From when to when a stream was open; `Infinity` for what has not happened yet. */
export interface Opening {
  openedAt: number;
  endedAt: number;
}

/** What a node said of who is there. */
export interface PresenceSample extends Wait {
  node: number;
  online: number;
  userIds: string[];
  maxStalenessMs: number;
}

/** What an administrator was told of who is connected from where. */
export interface SeatListing {
  at: number;
  seats: { userId: string; deviceId: string }[];
}

export interface Span {
  from: number;
  to: number;
}

/** The time of a round's faults, until all had recovered. */
export interface Outage extends Span {
  touches: ('node' | 'database' | 'network' | 'clients')[];
  /** Whether the servers may not have been able to keep time. */
  stopsTime: boolean;
}

/** An answer of 500 or more, or a line of a node's log that warns. */
export interface Failure extends Span {
  what: string;
  /** Whether a fault can be the reason. */
  isExcusable: boolean;
}

export interface LogEntry {
  position: number;
  type: string;
  channelId: string | null;
  userId: string | null;
  memberIds: string[] | null;
  isPublic: boolean;
  digest: string;
  /** For `message.created`. */
  messageId: string | null;
}

/** A message as its channel's history has it. */
export interface HistoryMessage {
  id: string;
  channelId: string;
  seq: number;
  authorId: string;
  clientId: string | null;
  body: string | null;
}

export interface ResourceSample {
  node: number;
  /** Bytes. */
  rss: number;
  descriptors: number;
  streams: number;
}

export interface Violation {
  invariant: string;
  what: string;
}

/** What an invariant's check found, and of how many things it was true. */
export interface Checked {
  invariant: string;
  checked: number;
  violations: string[];
}
