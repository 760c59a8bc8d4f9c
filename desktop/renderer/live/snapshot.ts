import type { Snapshot } from '../state/state.ts';
import { api } from './api.ts';

/** Reads the list of channels first, so that its cursor is older than everything read after it. */
export async function readSnapshot(): Promise<Snapshot> {
  const { channels, threads, cursor } = await api.channels();
  const { users } = await api.users();
  return { channels, threads, cursor, listedAt: cursor, users };
}
