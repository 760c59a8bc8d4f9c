import type { Diagnostics } from '../ops/contract.ts';

/** What a measurement came to: a value, why it could not be had, or why it was not tried. */
export type Outcome<Value> = { value: Value } | { error: string } | { skipped: string };

/** What the doctor says that its address is: it belongs to nobody (RFC 5737). */
export const FORGED_ADDRESS = '203.0.113.7';

/** Silence after which a server sends a ping, unless it says otherwise; old ones do not say. */
export const USUAL_PING_MS = 15_000;

/** All that is measured of a path to a server. Judging it needs nothing else. */
export interface Measurements {
  url: URL;
  /** Of this doctor. */
  version: string;
  at: Date;
  reach: Outcome<Reach>;
  /** The same host on port 80, without TLS. */
  clearText: Outcome<Answer>;
  ready: Outcome<Answer>;
  /** The API's own description, which anyone may read. */
  description: Outcome<Answer>;
  metrics: Outcome<Answer>;
  /** A body of as much as the server takes, and one of more. */
  nearLimit: Outcome<Answer>;
  overLimit: Outcome<Answer>;
  diagnostics: Outcome<Diagnosed>;
  /** The same, asked with an X-Forwarded-For of the doctor's own making. */
  forged: Outcome<Diagnosed>;
  /** What became of an event stream for a client that takes compressed ones. */
  encoding: Outcome<string>;
  delivery: Outcome<Delivery>;
  idle: Outcome<Watched>;
}

export interface Reach {
  /** Of the server or of what stands before it, and this end's. */
  address: string;
  local: string;
  /** Undefined where the URL is without TLS. */
  tls: Tls | undefined;
}

export interface Tls {
  protocol: string;
  isHttp2: boolean;
  /** Node's code of why the certificate is not to be trusted. */
  fault: string | undefined;
  validFrom: Date;
  validTo: Date;
  issuer: string;
  /** As the certificate lists them. */
  names: string;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** When it was asked, and for how long, until all of it was there (milliseconds). */
  askedAt: number;
  ms: number;
  /** The address at this end of the connection. */
  local: string;
}

export type Diagnosed = Diagnostics & Pick<Answer, 'askedAt' | 'ms' | 'local'>;

/** Three messages, of which each is posted when the one before has come over the stream. */
export interface Delivery {
  /** From a post to its event, in milliseconds; shorter than three where one did not come in time. */
  arrivals: number[];
  /** Whether a stream from the first one's cursor brought exactly the other two, in order. */
  isResumed: boolean;
}

/** An event stream that was left alone. Times are milliseconds since it was asked for. */
export interface Watched {
  /** Undefined where not even the headers came in time. */
  status: number | undefined;
  events: { event: string; atMs: number }[];
  /** When it ended, where it did before it was let go. */
  endedMs: number | undefined;
  watchedMs: number;
  /** How long a plain request takes. */
  plainMs: number;
}
