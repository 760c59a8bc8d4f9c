/** One row: when a server was last known to run. `lease_now()` stands still when no server does. */
export interface LeaseClockTable {
  singleton: boolean;
  beatAt: Date;
}
