import type { User } from '../../../api/users/contract.ts';
import { api } from './api.ts';
import { attempt } from './outbox.ts';

/** Tells the server where the user is, if it does not know; without an answer the next sign-in does. */
export async function tellTimeZone(me: User): Promise<void> {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if (timeZone !== me.timeZone) await attempt(() => api.changeOwnUser({ timeZone }));
}
