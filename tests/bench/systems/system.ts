import type { PosterWire, SubscriberWire } from '../load/commands.ts';
import type { Processes } from '../processes.ts';

/** A way to do the work, to be started anew for each measurement. */
export interface System {
  name: string;
  /** Whether what was posted outlives the servers. */
  isDurable: boolean;
  /** Undefined where it can run here. */
  whyNot(): string | undefined;
  start(surroundings: Surroundings): Promise<RunningSystem>;
}

export interface Surroundings {
  processes: Processes;
  /** Where what it keeps on disk may go. */
  folder: string;
  /** A PostgreSQL cluster, as a superuser. */
  databaseUrl: string;
  /** Its first process; undefined where it is not known. */
  databasePid: number | undefined;
  /** For Workspace's servers, such as NODE_OPTIONS. */
  env: Record<string, string>;
}

export interface RunningSystem {
  /** One for each node. */
  subscribers: SubscriberWire[];
  posters: PosterWire[];
  /** Where its page is, where it has one, and the environment that names the database behind it. */
  page?: { url: string; database?: Record<string, string> };
  files?: FileStore;
  /** Its servers, without the database. */
  pids(): number[];
  /** Ends the servers; what they kept in memory is gone. */
  halt(): Promise<void>;
  /** Starts them again, where they were and on what they kept; resolves when they serve. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}

export interface FileStore {
  /**
   * Uploads a file by `upload`, which takes curl's arguments and resolves to what was answered.
   *
   * @returns curl's arguments to get it, from each node
   */
  put(name: string, upload: (args: string[]) => Promise<string>): Promise<string[][]>;
  /** Posts a message, where there are messages. */
  post?(): Promise<unknown>;
  /** The 99th percentile of the event loop's delay since the last call, in milliseconds. */
  eventLoop?(): Promise<number>;
}

export const canRun = () => undefined;
