import type { Diagnostics } from '../ops/contract.ts';

/** The outcome of a measurement: a value, why it failed, or why it was not tried. */
export type Outcome<Value> = { value: Value } | { error: string } | { skipped: string };

/** The address that the doctor pretends to have; nobody has it (RFC 5737). */
export const FORGED_ADDRESS = '203.0.113.7';

/** The default ping interval, in milliseconds, for servers that do not report theirs. */
export const USUAL_PING_MS = 15_000;

/** All that is measured of a path to a server. Judging it needs nothing else. */
export interface Measurements {
  url: URL;
  /** The doctor's version. */
  version: string;
  at: Date;
  reach: Outcome<Reach>;
  /** The same host on port 80, without TLS. */
  clearText: Outcome<Answer>;
  ready: Outcome<Answer>;
  /** The API's own description, which anyone may read. */
  description: Outcome<Answer>;
  metrics: Outcome<Answer>;
  /** The answers to a body just below the server's limit, and to one above it. */
  nearLimit: Outcome<Answer>;
  overLimit: Outcome<Answer>;
  diagnostics: Outcome<Diagnosed>;
  /** The same, asked with X-Forwarded-For set to FORGED_ADDRESS. */
  forged: Outcome<Diagnosed>;
  upload: Outcome<Uploading>;
  /** The content encoding of an event stream for a client that accepts compressed ones. */
  encoding: Outcome<string>;
  delivery: Outcome<Delivery>;
  idle: Outcome<Watched>;
}

export interface Reach {
  /** The address of the server or of the proxy before it, and that of this machine. */
  address: string;
  local: string;
  /** Undefined where the URL is without TLS. */
  tls: Tls | undefined;
}

export interface Tls {
  protocol: string;
  isHttp2: boolean;
  /** Node's code for why the certificate is not valid; undefined where it is. */
  fault: string | undefined;
  validFrom: Date;
  validTo: Date;
  issuer: string;
  /** The names and addresses that the certificate is for, as it lists them. */
  names: string;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** When the request was sent (milliseconds since 1970), and how long the answer took (ms). */
  askedAt: number;
  ms: number;
  /** The address at this end of the connection. */
  local: string;
}

/** A file of the largest size, announced without a token and without a byte of it. */
export interface Uploading {
  bytes: number;
  /** Undefined where none came in time. */
  answer: Answer | undefined;
}

export type Diagnosed = Omit<Diagnostics, 'search' | 'settings' | 'filesDisk'> & {
  /** Undefined where the server is older than its search. */
  search?: Diagnostics['search'] | undefined;
  /** Undefined where the server is older than its files. */
  filesDisk?: Diagnostics['filesDisk'] | undefined;
  /** `mostFileBytes` is undefined where the server is older than its files. */
  settings: Omit<Diagnostics['settings'], 'mostFileBytes'> & { mostFileBytes?: number | undefined };
} & Pick<Answer, 'askedAt' | 'ms' | 'local'>;

/** Three messages, each posted when the one before has arrived over the stream. */
export interface Delivery {
  /** From each post to its event, in milliseconds; fewer than three where one was too late. */
  arrivals: number[];
  /** Whether a stream from the first one's cursor brought exactly the other two, in order. */
  isResumed: boolean;
}

/** An event stream that was left alone. Times are milliseconds since it was asked for. */
export interface Watched {
  /** Undefined where not even the headers came in time. */
  status: number | undefined;
  events: { event: string; atMs: number }[];
  /** When the stream ended, if it did before the doctor closed it. */
  endedMs: number | undefined;
  watchedMs: number;
  /** How long a plain request takes. */
  plainMs: number;
}
