export type LogFields = Readonly<Record<string, unknown>>;

/** Takes a line of the log: what happened, and the ids and facts of it. */
export type Tell = (fields: LogFields, message: string) => void;

/** Where lines of the log go that are of use to an administrator. */
export interface Log {
  info: Tell;
}
