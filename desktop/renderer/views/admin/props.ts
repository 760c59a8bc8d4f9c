import type { Session } from '../../../../api/auth/contract.ts';
import type { DialogProps } from '../props.ts';

/** What the tabs of the administration are given. */
export type AdminProps = DialogProps & {
  /** Who is connected from where; undefined until it has been read. */
  sessions: readonly Session[] | undefined;
  refresh(): Promise<void>;
  /** How many other keys of workstations the page has been told of. */
  newKeys: number;
  /** Counts again the workstations that wait for an administrator. */
  refreshWaiting(): Promise<unknown>;
};
